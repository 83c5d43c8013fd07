/* Many WebSocket clients on one event loop: who they are is in a file, what they do is a job's. */
#ifndef CROWD_H
#define CROWD_H

#include <stddef.h>
#include <stdint.h>

enum { RECEIVES = 1, SENDS = 2, GREETS_WHEN_GREETED = 4 };

struct client {
    int fd, open, awaited, busy;
    uint8_t does;
    uint16_t answers;
    uint64_t since, sent, left;
    size_t have;
    uint8_t *rest, *request, *greeting;
    uint32_t request_size, greeting_size;
};

struct crowd {
    struct client *clients;
    int count, ready;
    void (*heard)(struct client *client, const char *text, size_t size);
};

extern struct crowd crowd;

void crowd_read(const char *path, int port);
void crowd_open(int upto, int at_once);
void crowd_cut(int upto);
void crowd_turn(int milliseconds);
int crowd_command(char *line, size_t size);
void crowd_send(struct client *client, const char *text, size_t size);
uint64_t now_us(void);

#endif

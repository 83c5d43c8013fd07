/* The sockets of many clients: upgrade, frames in, masked frames out, pongs (RFC 6455). */
#define _GNU_SOURCE
#include "crowd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { INPUT = 1 << 18, SOURCES = 16, CLOSED = -1, INPUT_OF_HARNESS = -1 };

struct crowd crowd;

static int poller, port, told;
static uint8_t buffer[INPUT];

static void fail(const char *what) {
    perror(what);
    exit(1);
}

uint64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void exactly(FILE *file, void *to, size_t size) {
    if (size && fread(to, size, 1, file) != 1)
        fail("the crowd's file");
}

/* The file: for each client what it does (1), how many frames answer its greeting (2), and its
 * upgrade's request and its greeting, each with its size (4) before it. */
void crowd_read(const char *path, int of_port) {
    FILE *file = fopen(path, "rb");
    uint32_t count;
    if (!file)
        fail(path);
    exactly(file, &count, 4);
    crowd.count = (int)count;
    crowd.clients = calloc(count, sizeof *crowd.clients);
    for (uint32_t i = 0; i < count; i++) {
        struct client *client = &crowd.clients[i];
        client->fd = CLOSED;
        exactly(file, &client->does, 1);
        exactly(file, &client->answers, 2);
        exactly(file, &client->request_size, 4);
        client->request = malloc(client->request_size);
        exactly(file, client->request, client->request_size);
        exactly(file, &client->greeting_size, 4);
        client->greeting = malloc(client->greeting_size + 1);
        exactly(file, client->greeting, client->greeting_size);
    }
    fclose(file);
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    port = of_port;
    poller = epoll_create1(0);
    struct epoll_event event = {EPOLLIN, {.u32 = (uint32_t)INPUT_OF_HARNESS}};
    epoll_ctl(poller, EPOLL_CTL_ADD, 0, &event);
}

static void leave(struct client *client) {
    if (client->fd == CLOSED)
        return;
    crowd.ready -= client->open && !client->awaited;
    close(client->fd);
    free(client->rest);
    client->rest = NULL;
    client->have = 0;
    client->fd = CLOSED;
    client->open = client->busy = 0;
}

/* Addresses differ, as one address and port pair has some 28,000 ports. */
static void begin(int index) {
    struct client *client = &crowd.clients[index];
    struct sockaddr_in source = {AF_INET, 0, {htonl(INADDR_LOOPBACK + (uint32_t)(index % SOURCES))}, {0}};
    struct sockaddr_in address = {AF_INET, htons((uint16_t)port), {htonl(INADDR_LOOPBACK)}, {0}};
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd < 0)
        fail("socket");
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&source, sizeof source))
        fail("bind");
    if (connect(fd, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS)
        fail("connect");
    client->fd = fd;
    client->awaited = client->answers;
    struct epoll_event event = {EPOLLOUT, {.u32 = (uint32_t)index}};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
}

void crowd_open(int upto, int at_once) {
    int wanted = crowd.ready, begun = crowd.ready;
    for (int i = 0; i < upto; i++)
        wanted += crowd.clients[i].fd == CLOSED;
    for (int i = 0; i < upto; i++) {
        if (crowd.clients[i].fd != CLOSED)
            continue;
        begin(i);
        for (begun++; begun - crowd.ready >= at_once;)
            crowd_turn(1000);
    }
    while (crowd.ready < wanted)
        crowd_turn(1000);
}

void crowd_cut(int upto) {
    for (int i = 0; i < upto; i++)
        leave(&crowd.clients[i]);
}

static void put(struct client *client, const void *data, size_t size) {
    if (write(client->fd, data, size) != (ssize_t)size)
        fail("a write that is not whole");
}

static void send_frame(struct client *client, int opcode, const void *text, size_t size) {
    uint8_t frame[1024] = {(uint8_t)(0x80 | opcode)};
    size_t head = size < 126 ? 2 : 4;
    frame[1] = 0x80 | (size < 126 ? (uint8_t)size : 126);
    frame[head - 2] = head == 4 ? (uint8_t)(size >> 8) : frame[0];
    frame[head - 1] = head == 4 ? (uint8_t)size : frame[1];
    memcpy(frame + head + 4, text, size); /* a mask of zeros masks nothing */
    put(client, frame, head + 4 + size);
}

void crowd_send(struct client *client, const char *text, size_t size) {
    send_frame(client, 1, text, size);
}

static void message(struct client *client, int opcode, uint8_t *payload, size_t size) {
    if (opcode == 9)
        send_frame(client, 10, payload, size);
    else if (opcode == 8) {
        fprintf(stderr, "closed: %.*s\n", (int)size - 2, (char *)payload + 2);
        exit(1);
    } else if (opcode < 3) {
        if (client->awaited == client->answers && client->does & GREETS_WHEN_GREETED)
            put(client, client->greeting, client->greeting_size);
        if (client->awaited && !--client->awaited)
            crowd.ready++;
        if (crowd.heard)
            crowd.heard(client, (const char *)payload, size);
    }
}

/* Takes one frame; returns its bytes, 0 if it is not all there. */
static size_t take(struct client *client, uint8_t *data, size_t have) {
    if (have < 2)
        return 0;
    size_t size = data[1] & 0x7f, head = size < 126 ? 2 : size == 126 ? 4 : 10;
    if (have < head)
        return 0;
    if (head > 2)
        size = 0;
    for (size_t i = 2; i < head; i++)
        size = size << 8 | data[i];
    if (have < head + size)
        return 0;
    message(client, data[0] & 0x0f, data + head, size);
    return head + size;
}

static size_t upgraded(struct client *client, size_t have) {
    uint8_t *end = memmem(buffer, have, "\r\n\r\n", 4);
    if (!end)
        return 0;
    if (memcmp(buffer, "HTTP/1.1 101", 12)) {
        fprintf(stderr, "refused: %.*s\n", (int)have, (char *)buffer);
        exit(1);
    }
    client->open = 1;
    if (client->greeting_size && !(client->does & GREETS_WHEN_GREETED))
        put(client, client->greeting, client->greeting_size);
    crowd.ready += !client->awaited;
    return (size_t)(end + 4 - buffer);
}

static void readable(struct client *client) {
    if (client->have)
        memcpy(buffer, client->rest, client->have);
    ssize_t got = read(client->fd, buffer + client->have, INPUT - client->have);
    if (got <= 0) {
        if (got < 0 && errno == EAGAIN)
            return;
        fprintf(stderr, "a connection was lost\n");
        exit(1);
    }
    size_t have = client->have + (size_t)got, at = 0, used;
    if (!client->open)
        at = upgraded(client, have);
    while (client->open && (used = take(client, buffer + at, have - at)))
        at += used;
    if (client->fd == CLOSED)
        return;
    if ((client->have = have - at)) {
        client->rest = realloc(client->rest, client->have);
        memcpy(client->rest, buffer + at, client->have);
    }
}

void crowd_turn(int milliseconds) {
    struct epoll_event events[1024];
    int ready = epoll_wait(poller, events, 1024, milliseconds);
    for (int i = 0; i < ready; i++) {
        int index = (int)events[i].data.u32;
        if (index == INPUT_OF_HARNESS) {
            told = 1;
            continue;
        }
        struct client *client = &crowd.clients[index];
        if (events[i].events & EPOLLOUT) {
            struct epoll_event event = {EPOLLIN, {.u32 = (uint32_t)index}};
            epoll_ctl(poller, EPOLL_CTL_MOD, client->fd, &event);
            put(client, client->request, client->request_size);
        } else if (client->fd != CLOSED)
            readable(client);
    }
}

/* Keeps the clients alive until the harness says something; returns 0 at its end. */
int crowd_command(char *line, size_t size) {
    for (told = 0; !told;)
        crowd_turn(-1);
    return fgets(line, (int)size, stdin) != NULL;
}

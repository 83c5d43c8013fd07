/* Answers like DynamoDB, at once and always alike: what a client costs with no database behind it.
 *
 * Argument 1 is a file with a line for each operation: its name, a space, the JSON of its answer.
 * That of the name `-` goes to requests that name none of them.
 * It prints its port. Connections are kept, answers have the header x-amz-crc32, and nothing is
 * checked, not even a signature: it trusts its peers to send whole requests with Content-Length.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOCKETS = 1024, INPUT = 1 << 18, OPERATIONS = 16, EVENTS = 64 };

struct answer {
    char name[64], *bytes;
    size_t size;
};

struct peer {
    size_t have;
    char in[INPUT + 1];
};

static struct answer answers[OPERATIONS];
static struct peer *peers[SOCKETS];
static int answer_count;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static uint32_t crc32(const char *bytes, size_t size) {
    uint32_t crc = ~0u;
    for (size_t i = 0; i < size; i++) {
        crc ^= (uint8_t)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (0xEDB88320u & -(crc & 1));
    }
    return ~crc;
}

static void read_answers(const char *path) {
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    if (!file)
        fail(path);
    while (answer_count < OPERATIONS && (size = getline(&line, &room, file)) > 0) {
        struct answer *answer = &answers[answer_count++];
        char *body = strchr(line, ' ');
        if (!body || body - line >= (ptrdiff_t)sizeof answer->name)
            fail("an answer without a name");
        line[--size] = 0;
        memcpy(answer->name, line, (size_t)(body - line));
        body++;
        size_t body_size = strlen(body);
        int made = asprintf(&answer->bytes,
                            "HTTP/1.1 200 OK\r\nServer: Server\r\n"
                            "Date: Sun, 01 Mar 2026 12:00:00 GMT\r\n"
                            "Content-Type: application/x-amz-json-1.0\r\nContent-Length: %zu\r\n"
                            "Connection: keep-alive\r\n"
                            "x-amzn-RequestId: 4B1KQ2NJ8HV3V0AGUJ1LRA6I7BVV4KQNSO5AEMVJF66Q9ASUAAJG\r\n"
                            "x-amz-crc32: %u\r\n\r\n%s",
                            body_size, crc32(body, body_size), body);
        if (made < 0)
            fail("an answer");
        answer->size = (size_t)made;
    }
    free(line);
    fclose(file);
}

static void leave(int fd) {
    free(peers[fd]);
    peers[fd] = NULL;
    close(fd);
}

static const struct answer *answer_of(const char *name) {
    for (int i = 0; i < answer_count; i++) {
        size_t size = strlen(answers[i].name);
        if (!strncmp(name, answers[i].name, size) && name[size] == '\r')
            return &answers[i];
    }
    return NULL;
}

static const struct answer *answer_to(const char *head) {
    const char *target = strcasestr(head, "\r\nX-Amz-Target: ");
    const char *name = target ? strchr(target, '.') : NULL;
    const struct answer *answer = name ? answer_of(name + 1) : NULL;
    if (!answer && !(answer = answer_of("-\r"))) {
        fprintf(stderr, "no answer to %s\n", head);
        exit(1);
    }
    return answer;
}

/* Answers the request that is whole, if there is one; says how many bytes it had. */
static size_t serve(int fd, struct peer *peer) {
    char *end = strstr(peer->in, "\r\n\r\n");
    if (!end)
        return 0;
    *end = 0;
    const char *length = strcasestr(peer->in, "\r\nContent-Length:");
    size_t size = (size_t)(end - peer->in) + 4 + (length ? strtoul(length + 17, NULL, 10) : 0);
    const struct answer *answer = answer_to(peer->in);
    *end = '\r';
    if (peer->have < size)
        return 0;
    for (size_t sent = 0; sent < answer->size;) {
        ssize_t wrote = write(fd, answer->bytes + sent, answer->size - sent);
        if (wrote < 0 && errno != EAGAIN)
            return peer->have;
        sent += wrote > 0 ? (size_t)wrote : 0;
    }
    return size;
}

static void hear(int fd) {
    struct peer *peer = peers[fd];
    ssize_t size = read(fd, peer->in + peer->have, INPUT - peer->have);
    if (size <= 0) {
        leave(fd);
        return;
    }
    peer->have += (size_t)size;
    peer->in[peer->have] = 0;
    for (size_t used; (used = serve(fd, peer));) {
        peer->have -= used;
        memmove(peer->in, peer->in + used, peer->have + 1);
    }
}

static void welcome(int listener, int poller) {
    int on = 1, fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0)
        return;
    if (fd >= SOCKETS || !(peers[fd] = calloc(1, sizeof **peers))) {
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
}

int main(int argc, char **argv) {
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof here;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), poller = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[EVENTS];
    if (argc != 2)
        return 2;
    read_answers(argv[1]);
    if (bind(listener, (struct sockaddr *)&here, size) || listen(listener, 128))
        fail("listen");
    getsockname(listener, (struct sockaddr *)&here, &size);
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    printf("%d\n", ntohs(here.sin_port));
    fflush(stdout);
    for (;;) {
        int count = epoll_wait(poller, events, EVENTS, -1);
        for (int i = 0; i < count; i++)
            if (events[i].data.fd == listener)
                welcome(listener, poller);
            else
                hear(events[i].data.fd);
    }
}

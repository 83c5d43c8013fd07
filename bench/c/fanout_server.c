/* A bare epoll WebSocket server: what a frame of a group costs with nothing else around it.
 *
 * A path "/<group>/<r>" listens to a group, "/<group>/s" only sends to it, "/<group>/b" does both.
 * Whatever is sent goes to all who listen; who does both is also answered "ack". The frames of a
 * turn of the loop leave in one write for each socket, or with --each in a write for each frame.
 * It trusts its peers: frames are whole texts below 64 KB, and the upgrade's key is RFC 6455's own.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOCKETS = 20000, GROUPS = 1024, MEMBERS = 2048, INPUT = 16384, HEAD = 10 };

static const char ACCEPTED[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                               "Connection: Upgrade\r\n"
                               "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

struct peer {
    int fd, group, open, answered;
    size_t have, size, room;
    uint8_t *in, *out;
};

static struct peer peers[SOCKETS];
static int members[GROUPS][MEMBERS], counts[GROUPS];
static int dirty[SOCKETS], dirty_count, poller, each;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void leave(struct peer *peer) {
    int *list = members[peer->group], count = counts[peer->group];
    for (int i = 0; i < count; i++)
        if (list[i] == peer->fd) {
            list[i] = list[count - 1];
            counts[peer->group]--;
            break;
        }
    close(peer->fd);
    free(peer->in);
    free(peer->out);
    memset(peer, 0, sizeof *peer);
}

static void flush(struct peer *peer) {
    if (!peer->size)
        return;
    ssize_t sent = write(peer->fd, peer->out, peer->size);
    if (sent < 0 && errno != EAGAIN) {
        peer->size = 0; /* its end is read soon */
        return;
    }
    if (sent > 0) {
        peer->size -= (size_t)sent;
        memmove(peer->out, peer->out + sent, peer->size);
    }
    struct epoll_event event = {peer->size ? EPOLLIN | EPOLLOUT : EPOLLIN, {.fd = peer->fd}};
    if (peer->size)
        epoll_ctl(poller, EPOLL_CTL_MOD, peer->fd, &event);
}

static void put(struct peer *peer, const uint8_t *frame, size_t size) {
    if (peer->size + size > peer->room) {
        peer->room = (peer->size + size) * 2;
        peer->out = realloc(peer->out, peer->room);
    }
    if (!peer->size && !each)
        dirty[dirty_count++] = peer->fd;
    memcpy(peer->out + peer->size, frame, size);
    peer->size += size;
    if (each)
        flush(peer);
}

static size_t framed(uint8_t *frame, const uint8_t *text, size_t size) {
    size_t head = size < 126 ? 2 : 4;
    frame[0] = 0x81;
    frame[1] = size < 126 ? (uint8_t)size : 126;
    if (head == 4) {
        frame[2] = (uint8_t)(size >> 8);
        frame[3] = (uint8_t)size;
    }
    memcpy(frame + head, text, size);
    return head + size;
}

static void publish(struct peer *from, const uint8_t *text, size_t length) {
    static uint8_t frame[INPUT + HEAD];
    size_t size = framed(frame, text, length);
    for (int i = 0; i < counts[from->group]; i++)
        put(&peers[members[from->group][i]], frame, size);
    if (from->answered)
        put(from, frame, framed(frame, (const uint8_t *)"ack", 3));
}

/* Takes one frame off what was read; returns its bytes, 0 if it is not all there. */
static size_t take(struct peer *peer, uint8_t *data, size_t have) {
    if (have < 6)
        return 0;
    size_t size = data[1] & 0x7f, head = 6;
    if (size == 126) {
        size = (size_t)data[2] << 8 | data[3];
        head = 8;
    }
    if (have < head + size)
        return 0;
    for (size_t i = 0; i < size; i++)
        data[head + i] ^= data[head - 4 + i % 4];
    if ((data[0] & 0x0f) == 1)
        publish(peer, data + head, size);
    return head + size;
}

/* Answers an upgrade; returns the bytes of its head, 0 if it is not all there. */
static size_t upgrade(struct peer *peer) {
    peer->in[peer->have] = 0;
    char *end = strstr((char *)peer->in, "\r\n\r\n");
    char kind = 0;
    if (!end)
        return 0;
    if (sscanf((char *)peer->in, "GET /%d/%c", &peer->group, &kind) != 2 || peer->group >= GROUPS)
        return peer->have;
    if (kind != 's' && counts[peer->group] < MEMBERS)
        members[peer->group][counts[peer->group]++] = peer->fd;
    peer->answered = kind == 'b';
    peer->open = 1;
    put(peer, (const uint8_t *)ACCEPTED, sizeof ACCEPTED - 1);
    return (size_t)(end + 4 - (char *)peer->in);
}

static void readable(struct peer *peer) {
    ssize_t got = read(peer->fd, peer->in + peer->have, INPUT - 1 - peer->have);
    if (got <= 0) {
        if (got == 0 || errno != EAGAIN)
            leave(peer);
        return;
    }
    peer->have += (size_t)got;
    size_t at = 0, used;
    if (!peer->open)
        at = upgrade(peer);
    while (peer->open && (used = take(peer, peer->in + at, peer->have - at)))
        at += used;
    peer->have -= at;
    memmove(peer->in, peer->in + at, peer->have);
}

static void arrive(int listener) {
    int fd, on = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (fd >= SOCKETS)
            fail("too many sockets");
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        peers[fd].fd = fd;
        peers[fd].in = malloc(INPUT);
        struct epoll_event event = {EPOLLIN, {.fd = fd}};
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
    }
}

static int serve_loopback(void) {
    struct sockaddr_in address = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}, {0}};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 4096))
        fail("listen");
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

int main(int count, char **arguments) {
    each = count > 1 && !strcmp(arguments[1], "--each");
    poller = epoll_create1(0);
    int listener = serve_loopback();
    struct epoll_event events[1024], event = {EPOLLIN, {.fd = listener}};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int ready = epoll_wait(poller, events, 1024, -1);
        for (int i = 0; i < ready; i++) {
            struct peer *peer = &peers[events[i].data.fd];
            if (events[i].data.fd == listener)
                arrive(listener);
            else if (events[i].events & EPOLLOUT) {
                event = (struct epoll_event){EPOLLIN, {.fd = peer->fd}};
                epoll_ctl(poller, EPOLL_CTL_MOD, peer->fd, &event);
                flush(peer);
            } else if (peer->fd)
                readable(peer);
        }
        for (int i = 0; i < dirty_count; i++)
            flush(&peers[dirty[i]]);
        dirty_count = 0;
    }
}

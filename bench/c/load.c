/* Measures a WebSocket server with a crowd of clients: one command a line in, JSON a line out.
 *
 *   open N A        open clients until N are open and their greetings answered, A at once
 *   cut N           end the first N without a goodbye
 *   fanout W S F    W publishes of frame F in flight for S seconds
 *   paced R S F     R publishes a second for S seconds; latency to each receiver
 *   act C F         each sender C commands, one after the other; latency to its answer
 *   spread R S F    R commands a second over all senders for S seconds; latency to the answer
 *
 * In F, #T is the time (16 hexadecimal digits after "t:" in what comes back), #N the sender's
 * count, #S the one after it, #H its half, #P whether it is odd, #A "leave" and "join", #K "guard"
 * and "wait" in turn, #G its group of eight, #I the same where all groups come in turn, and #R a
 * carriage return. An answer, which `open` counts too, contains the text that is argument 3.
 */
#define _GNU_SOURCE
#include "crowd.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_US = 2000000, TEMPLATE = 512, FIRST_WAIT_US = 5000000, POLL_US = 50 };

static const char *answer;
static char template[TEMPLATE];
static uint32_t waits[MOST_US];
static uint64_t measured, delivered, answered, published, bytes;
static int receivers;

static void note(uint64_t began) {
    uint64_t wait = now_us() - began;
    waits[wait < MOST_US ? wait : MOST_US - 1]++;
    measured++;
}

static double percentile(double share) {
    uint64_t left = (uint64_t)((double)measured * share);
    for (int i = 0; i < MOST_US; i++) {
        if (waits[i] > left)
            return i / 1000.0;
        left -= waits[i];
    }
    return measured ? MOST_US / 1000.0 : 0;
}

static void counted(struct client *client, const char *text, size_t size) {
    (void)text;
    bytes += size;
    delivered += client->does & RECEIVES ? 1 : 0;
}

static void stamped(struct client *client, const char *text, size_t size) {
    counted(client, text, size);
    const char *stamp = memmem(text, size, "t:", 2);
    if (client->does & RECEIVES && stamp)
        note(strtoull(stamp + 2, NULL, 16));
}

static void replied(struct client *client, const char *text, size_t size) {
    counted(client, text, size);
    if (client->busy && memmem(text, size, answer, strlen(answer))) {
        client->busy = 0;
        answered++;
        note(client->since);
    }
}

static void opened(struct client *client, const char *text, size_t size) {
    counted(client, text, size);
    answered += memmem(text, size, answer, strlen(answer)) != NULL;
}

static void reset(void (*heard)(struct client *, const char *, size_t)) {
    memset(waits, 0, sizeof waits);
    measured = delivered = answered = published = bytes = 0;
    crowd.heard = heard;
}

static void report(uint64_t began) {
    printf("{\"seconds\":%.6f,\"published\":%" PRIu64 ",\"delivered\":%" PRIu64
           ",\"answered\":%" PRIu64 ",\"bytes\":%" PRIu64,
           (double)(now_us() - began) / 1e6, published, delivered, answered, bytes);
    printf(",\"p50\":%.3f,\"p95\":%.3f,\"p99\":%.3f}\n", percentile(0.5), percentile(0.95),
           percentile(0.99));
    fflush(stdout);
}

static void say(struct client *client, uint64_t at) {
    char text[TEMPLATE * 2];
    size_t size = 0;
    for (const char *c = template; *c && *c != '\n' && size < sizeof text - 32; c++) {
        if (*c != '#')
            text[size++] = *c;
        else if (*++c == 'T')
            size += (size_t)sprintf(text + size, "t:%016" PRIx64, at);
        else if (*c == 'A')
            size += (size_t)sprintf(text + size, client->sent % 2 ? "join" : "leave");
        else if (*c == 'K')
            size += (size_t)sprintf(text + size, client->sent % 2 ? "wait" : "guard");
        else if (*c == 'G')
            size += (size_t)sprintf(text + size, "%td", (client - crowd.clients) / 8);
        else if (*c == 'I')
            size += (size_t)sprintf(text + size, "%td", (client - crowd.clients) % (crowd.count / 8));
        else if (*c == 'R')
            text[size++] = '\r';
        else {
            uint64_t n = client->sent;
            n = *c == 'H' ? n / 2 : *c == 'P' ? n % 2 : *c == 'S' ? n + 1 : n;
            size += (size_t)sprintf(text + size, "%" PRIu64, n);
        }
    }
    client->sent++;
    client->since = at;
    crowd_send(client, text, size);
    published++;
}

static struct client *sender(void) {
    static int last;
    for (int i = 0; i < crowd.count; i++) {
        struct client *client = &crowd.clients[last++ % crowd.count];
        if (client->open && !client->awaited && client->does & SENDS && !client->busy)
            return client;
    }
    return NULL;
}

static void drain(const uint64_t *count, uint64_t wanted) {
    uint64_t until = now_us() + FIRST_WAIT_US;
    while (*count < wanted && now_us() < until)
        crowd_turn(10);
}

static void fanout(uint64_t window, double seconds) {
    uint64_t began = now_us(), end = began + (uint64_t)(seconds * 1e6), all = (uint64_t)receivers;
    reset(counted);
    while (now_us() < end) {
        while (published < window + delivered / all)
            say(sender(), now_us());
        crowd_turn(100);
    }
    drain(&delivered, published * all);
    report(began);
}

static void paced(double rate, double seconds, int commands) {
    uint64_t began = now_us(), end = began + (uint64_t)(seconds * 1e6);
    double gap = 1e6 / rate, due = (double)began;
    reset(commands ? replied : stamped);
    while (now_us() < end) {
        for (; due <= (double)now_us(); due += gap) {
            struct client *client = sender();
            if (!client)
                break; /* the next one is late, and measured from when it was due */
            say(client, (uint64_t)due);
            client->busy = commands;
        }
        double wait = (due - (double)now_us()) / 1000;
        if (wait > 0.1 && wait <= 1)
            usleep(POLL_US); /* a core that never rests is taken away from who has priority */
        crowd_turn(wait > 1 ? (int)wait : 0);
    }
    drain(commands ? &answered : &delivered, published * (uint64_t)(commands ? 1 : receivers));
    report(began);
}

static void act(uint64_t count) {
    uint64_t began = now_us(), wanted = 0, until = began + 10 * FIRST_WAIT_US;
    reset(replied);
    for (int i = 0; i < crowd.count; i++) {
        struct client *client = &crowd.clients[i];
        client->busy = 0;
        client->left = count;
        wanted += client->open && client->does & SENDS ? count : 0;
    }
    while (answered < wanted && now_us() < until) {
        for (int i = 0; i < crowd.count; i++) {
            struct client *client = &crowd.clients[i];
            if (!(client->open && client->does & SENDS) || client->busy || !client->left)
                continue;
            client->left--;
            client->busy = 1;
            say(client, now_us());
        }
        crowd_turn(100);
    }
    report(began);
}

static void count_receivers(void) {
    receivers = 0;
    for (int i = 0; i < crowd.count; i++)
        receivers += crowd.clients[i].open && crowd.clients[i].does & RECEIVES;
}

int main(int count, char **arguments) {
    char line[TEMPLATE * 2], name[16];
    double first = 0, second = 0;
    int at;
    if (count != 4)
        return 2;
    answer = arguments[3];
    crowd_read(arguments[2], atoi(arguments[1]));
    while (crowd_command(line, sizeof line)) {
        uint64_t began = now_us();
        int found = sscanf(line, "%15s %lf %lf %n", name, &first, &second, &at);
        if (!strcmp(name, "act"))
            found = sscanf(line, "%15s %lf %n", name, &first, &at);
        snprintf(template, sizeof template, "%s", found > 1 ? line + at : "");
        if (!strcmp(name, "open")) {
            reset(opened);
            crowd_open((int)first, (int)second);
            count_receivers();
            report(began);
        } else if (!strcmp(name, "cut")) {
            crowd_cut((int)first);
            report(began);
        } else if (!strcmp(name, "fanout"))
            fanout((uint64_t)first, second);
        else if (!strcmp(name, "act"))
            act((uint64_t)first);
        else
            paced(first, second, !strcmp(name, "spread"));
    }
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mqttload: MQTT 3.1.1 and 5 load, for measuring what stands between a device and its broker.
 *
 *   pub      throughput: M messages over C connections, as fast as they go or at a fixed rate, until the broker has them
 *   latency  a fixed rate of messages that come back to their sender: publisher -> proxy -> broker -> proxy -> subscriber
 *   connect  N times connect, CONNACK, DISCONNECT
 *   idle     C quiet connections, held for a while
 *   fanout   one publisher, C subscribers
 *
 * One thread, one level-triggered epoll. The result is one line of JSON on standard output. Exit status: 0 all arrived,
 * 1 something was lost or refused, 2 usage, 3 the run could not start or did not end in time.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { CONNECT = 1, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK,
       PINGREQ, PINGRESP, DISCONNECT, AUTH };

enum {
    READ_SIZE = 1 << 20,
    WRITE_SIZE = 64 << 10,       /* pub without --batch puts so many bytes into one write */
    WRITES_PER_TURN = 8,         /* so that one connection does not starve the others */
    HALF_OPEN_MAX = 64,          /* connections that are being opened at the same time */
    STAMP = 16,                  /* bytes of send time and number at the beginning of a stamped payload */
    QUEUE_LIMIT = 256 << 20,     /* bytes that a paced run may be behind, all connections together */
    STALL_S = 5,                 /* seconds without progress after which the rest counts as lost */
    OPENING_STALL_S = 20,        /* the same while connections are opened, after which the run is given up */
    WATCHED_MAX = 64
};

#define SECOND 1000000000ull

typedef struct {
    uint8_t *data;
    size_t start, end, cap;      /* the content is data[start..end) */
} buf;

/* PUBLISH frames of equal length, one after the other, ready to be sent again and again. */
typedef struct {
    uint8_t *bytes;
    size_t frame, count;         /* bytes in a frame; frames */
    size_t id_at, payload_at;    /* where in a frame the packet id (QoS > 0) and the payload are */
} run;

typedef enum { CLOSED, DIALLING, SHAKING_HANDS, CONNECTING, SUBSCRIBING, READY } state;

typedef struct {
    int fd;
    SSL *ssl;
    state state;
    bool writing, done;
    unsigned index;
    buf in, out;
    const run *intro, *body;     /* alias definitions, sent once, and what is sent afterwards */
    size_t at;                   /* byte of the current run that is sent next */
    uint64_t quota, sent, acked, received;
    unsigned in_flight;
    uint16_t last_id;
    uint64_t opened, pinged;     /* times, ns */
} conn;

typedef struct {
    uint8_t first;
    const uint8_t *body;
    size_t len;
} packet;

/* What the modes do differently. Any but ready and finished may be NULL. */
typedef struct {
    const char *name;
    bool subscribes;                       /* each connection, before it is ready */
    bool at_once;                          /* connections begin when they are ready, not when all are */
    void (*ready)(conn *);
    void (*begin)(void);                   /* all connections are ready */
    void (*writable)(conn *);              /* the socket took everything */
    void (*tick)(uint64_t now);
    void (*received)(conn *, const packet *);
    bool (*finished)(uint64_t now);
    void (*report)(void);
} mode;

static struct {
    const char *address, *topic, *id, *user, *password, *stats, *ca, *cert, *key;
    uint64_t messages;
    unsigned connections, qos, window, topics, depth, batch, keepalive, level;
    size_t size;
    double rate, seconds, warmup, timeout;
    bool alias, tls, subscribe;
} opt = { .address = "127.0.0.1:1883", .id = "load", .messages = 100000, .connections = 10, .window = 100, .topics = 16,
          .depth = 3, .keepalive = 60, .level = 4, .size = 64, .seconds = 10, .warmup = 1, .timeout = 120 };

static const mode *run_mode;
static conn *conns;
static unsigned opened, opening, ready_count, subscribers;
static uint64_t refused, lost_connections, wrong, total_sent, total_acked, total_received, total_done,
    total_unsent;
static uint64_t started, ended, last_progress, next_due, broker_before, queued;
static bool begun;
static int epoll_fd, timer_fd;
static SSL_CTX *tls;
static struct sockaddr_in target;
static uint8_t scratch[READ_SIZE];

static void die(int status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("mqttload: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(status);
}

static void *need(void *p)
{
    if (!p) die(3, "out of memory");
    return p;
}

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

/* ---- histogram: log-linear, 128 steps for each power of two, so that no value is off by more than 0.8 % ---- */

enum { STEP_BITS = 7, STEPS = 1 << STEP_BITS };
static uint64_t histogram[(64 - STEP_BITS) * STEPS], histogram_count, histogram_max;

static void record(uint64_t ns)
{
    int shift = ns < STEPS ? 0 : 64 - __builtin_clzll(ns) - STEP_BITS - 1;
    histogram[shift < 0 ? ns : (uint64_t)shift * STEPS + (ns >> shift)]++;
    histogram_count++;
    if (ns > histogram_max) histogram_max = ns;
}

static double percentile_us(double p)
{
    /* The nearest rank: the smallest value that p percent of all values are not above. In thousandths, without rounding. */
    uint64_t wanted = (histogram_count * (uint64_t)(p * 1000 + 0.5) + 99999) / 100000, seen = 0;
    for (size_t i = 0; i < sizeof histogram / sizeof *histogram; i++) {
        seen += histogram[i];
        if (seen && seen >= wanted) {
            int shift = i < 2 * STEPS ? 0 : i / STEPS - 1;
            uint64_t top = ((i - (uint64_t)shift * STEPS + 1) << shift) - 1;
            return (top < histogram_max ? top : histogram_max) / 1e3;
        }
    }
    return 0;
}

/* ---- buffers ---- */

static uint8_t *buf_grow(buf *b, size_t n)
{
    if (b->start == b->end) b->start = b->end = 0;
    if (b->end + n > b->cap) {
        size_t len = b->end - b->start;
        if (b->start) memmove(b->data, b->data + b->start, len);
        b->start = 0, b->end = len;
        if (len + n > b->cap) {
            b->cap = (len + n) * 2;
            b->data = need(realloc(b->data, b->cap));
        }
    }
    b->end += n;
    return b->data + b->end - n;
}

static void buf_put(buf *b, const void *p, size_t n)
{
    if (n) memcpy(buf_grow(b, n), p, n);
}

/* ---- connections ---- */

static void open_more(void);

static void watch(conn *c, bool writing)
{
    if (c->writing == writing) return;
    c->writing = writing;
    struct epoll_event e = { .events = EPOLLIN | (writing ? EPOLLOUT : 0), .data.ptr = c };
    if (epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &e)) die(3, "epoll_ctl: %s", strerror(errno));
}

static void conn_close(conn *c)
{
    if (c->state == CLOSED) return;
    if (c->state < READY) opening--;
    else ready_count--;
    c->state = CLOSED;
    queued -= c->out.end - c->out.start;
    c->in.start = c->in.end = c->out.start = c->out.end = 0;
    if (c->ssl) {
        SSL_shutdown(c->ssl);
        SSL_free(c->ssl);
        c->ssl = NULL;
        ERR_clear_error();
    }
    close(c->fd);
}

/* The other side closed, or said something that ends the connection. */
static void conn_lost(conn *c)
{
    if (c->state < READY) refused++;
    else lost_connections++;
    conn_close(c);
}

/* The bytes moved, 0 when the socket would block, -1 when the connection is over. */
static ssize_t tls_result(conn *c, int n)
{
    if (n > 0) return n;
    int e = SSL_get_error(c->ssl, n);
    ERR_clear_error();
    return e == SSL_ERROR_WANT_READ || e == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

static ssize_t socket_result(ssize_t n)
{
    if (n > 0) return n;
    return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

static ssize_t conn_write(conn *c, const uint8_t *p, size_t n)
{
    return c->ssl ? tls_result(c, SSL_write(c->ssl, p, n)) : socket_result(send(c->fd, p, n, MSG_NOSIGNAL));
}

/* True when nothing is left to write. */
static bool flush(conn *c)
{
    buf *b = &c->out;
    while (b->start < b->end) {
        ssize_t n = conn_write(c, b->data + b->start, b->end - b->start);
        if (n < 0) {
            conn_lost(c);
            return false;
        }
        if (n == 0) break;
        b->start += n;
        queued -= n;
    }
    watch(c, b->start < b->end);
    return b->start == b->end;
}

static void put(conn *c, const void *p, size_t n)
{
    buf_put(&c->out, p, n);
    queued += n;
    if (queued > QUEUE_LIMIT) die(3, "%zu bytes wait to be sent: the rate is more than the path can carry", (size_t)queued);
}

static void conn_open(conn *c)
{
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) die(3, "socket: %s", strerror(errno));
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    c->state = DIALLING;
    c->opened = c->pinged = now_ns();
    c->writing = true;
    opening++;
    struct epoll_event e = { .events = EPOLLIN | EPOLLOUT, .data.ptr = c };
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &e)) die(3, "epoll_ctl: %s", strerror(errno));
    if (connect(c->fd, (struct sockaddr *)&target, sizeof target) && errno != EINPROGRESS) conn_lost(c);
}

/* ---- MQTT ---- */

static uint16_t u16(const uint8_t *p)
{
    return p[0] << 8 | p[1];
}

static int digits(unsigned n)
{
    return snprintf(NULL, 0, "%u", n);
}

static size_t put_varint(uint8_t *p, size_t value)
{
    size_t n = 0;
    do {
        p[n] = value & 127;
        value >>= 7;
        if (value) p[n] |= 128;
        n++;
    } while (value);
    return n;
}

static void put_string(buf *b, const char *s)
{
    size_t n = strlen(s);
    buf_put(b, (uint8_t[]){ n >> 8, n & 255 }, 2);
    buf_put(b, s, n);
}

static void put_packet(conn *c, uint8_t first, const buf *body)
{
    uint8_t head[5] = { first };
    put(c, head, 1 + put_varint(head + 1, body->end));
    put(c, body->data, body->end);
}

static const char *client_id(const conn *c)
{
    static char id[256];
    snprintf(id, sizeof id, "%s-%0*u", opt.id, digits(opt.connections + 1), c->index);
    return id;
}

/* The topic with %c and %k replaced. Numbers have a fixed width, so that all frames are of one length. */
static const char *topic_name(const conn *c, unsigned k)
{
    static char name[1024];
    size_t n = 0;
    for (const char *t = opt.topic; *t && n < sizeof name - 300; t++) {
        if (t[0] == '%' && t[1] == 'c') n += sprintf(name + n, "%s", client_id(c)), t++;
        else if (t[0] == '%' && t[1] == 'k') n += sprintf(name + n, "%0*u", digits(opt.topics), k), t++;
        else name[n++] = *t;
    }
    name[n] = 0;
    return name;
}

static void send_connect(conn *c)
{
    buf b = { 0 };
    put_string(&b, "MQTT");
    uint8_t flags = 2 | (opt.user ? 0x80 : 0) | (opt.password ? 0x40 : 0);
    buf_put(&b, (uint8_t[]){ opt.level, flags, opt.keepalive >> 8, opt.keepalive & 255, 0 }, opt.level == 5 ? 5 : 4);
    put_string(&b, client_id(c));
    if (opt.user) put_string(&b, opt.user);
    if (opt.password) put_string(&b, opt.password);
    put_packet(c, CONNECT << 4, &b);
    free(b.data);
    c->state = CONNECTING;
    flush(c);
}

static void send_subscribe(conn *c)
{
    buf b = { 0 };
    buf_put(&b, (uint8_t[]){ 0, 1, 0 }, opt.level == 5 ? 3 : 2);
    put_string(&b, topic_name(c, 0));
    buf_put(&b, &(uint8_t){ opt.qos }, 1);
    put_packet(c, SUBSCRIBE << 4 | 2, &b);
    free(b.data);
    c->state = SUBSCRIBING;
    flush(c);
}

static void send_ack(conn *c, uint8_t first, uint16_t id)
{
    put(c, (uint8_t[]){ first, 2, id >> 8, id & 255 }, 4);
}

/* Appends a PUBLISH to a run. An alias without its topic is what follows an alias definition. */
static void run_add(run *r, const char *name, unsigned alias)
{
    size_t nlen = strlen(name), body = 2 + nlen + (opt.qos ? 2 : 0) + opt.size;
    if (opt.level == 5) body += alias ? 4 : 1;
    uint8_t head[5] = { PUBLISH << 4 | opt.qos << 1 };
    size_t hlen = 1 + put_varint(head + 1, body);
    r->frame = hlen + body;
    r->id_at = hlen + 2 + nlen;
    r->payload_at = r->frame - opt.size;
    r->bytes = need(realloc(r->bytes, (r->count + 1) * r->frame));
    uint8_t *p = r->bytes + r->count++ * r->frame;
    memcpy(p, head, hlen), p += hlen;
    *p++ = nlen >> 8;
    *p++ = nlen & 255;
    memcpy(p, name, nlen), p += nlen;
    if (opt.qos) *p++ = 0, *p++ = 1;
    if (opt.level == 5 && alias) *p++ = 3, *p++ = 0x23, *p++ = alias >> 8, *p++ = alias & 255;
    else if (opt.level == 5) *p++ = 0;
    for (size_t i = 0; i < opt.size; i++) p[i] = 'a' + i % 26;
}

/* The frames that a connection sends: all topics in turn, and at least one batch. */
static void make_runs(conn *c)
{
    static const run *shared_intro, *shared_body;
    bool own_topics = strstr(opt.topic, "%c");
    if (!own_topics && shared_body) {
        c->intro = shared_intro, c->body = shared_body;
        return;
    }
    run *intro = need(calloc(1, sizeof *intro)), *body = need(calloc(1, sizeof *body));
    if (opt.alias)
        for (unsigned k = 0; k < opt.topics; k++) run_add(intro, topic_name(c, k), k + 1);
    unsigned limit = opt.connections > 64 && own_topics && !opt.batch ? WRITE_SIZE / 8 : WRITE_SIZE;
    for (unsigned k = 0; k < opt.topics || k < opt.batch || (!opt.batch && (k + 1) * body->frame < limit); k++)
        run_add(body, opt.alias ? "" : topic_name(c, k % opt.topics), opt.alias ? k % opt.topics + 1 : 0);
    c->intro = shared_intro = intro, c->body = shared_body = body;
}

/* The next frame of the connection, copied to its output, with a packet id and (if wanted) the time. */
static void put_next(conn *c, bool stamped)
{
    const run *r = c->sent < c->intro->count ? c->intro : c->body;
    if (c->sent == c->intro->count) c->at = 0;
    if (c->at == r->count * r->frame) c->at = 0;
    size_t before = c->out.end - c->out.start;
    put(c, r->bytes + c->at, r->frame);
    uint8_t *frame = c->out.data + c->out.start + before;
    if (opt.qos) {
        if (++c->last_id == 0) c->last_id = 1;
        frame[r->id_at] = c->last_id >> 8;
        frame[r->id_at + 1] = c->last_id & 255;
        c->in_flight++;
    }
    if (stamped) {
        uint64_t stamp[2] = { now_ns(), c->sent };
        memcpy(frame + r->payload_at, stamp, STAMP);
    }
    c->at += r->frame;
    c->sent++;
    total_sent++;
}

/* Checks a stamped PUBLISH that came back and records how long it took. */
static void take_delivery(conn *c, const packet *p, const char *expected)
{
    size_t nlen = p->len < 2 ? 0 : u16(p->body), qos = p->first >> 1 & 3, at = 2 + nlen + (qos ? 2 : 0) + (opt.level == 5);
    uint64_t stamp[2] = { 0 };
    if (p->len == at + opt.size) memcpy(stamp, p->body + at, STAMP);
    if (p->len != at + opt.size || nlen != strlen(expected) || memcmp(p->body + 2, expected, nlen) ||
        stamp[1] != c->received)
        wrong++;
    uint64_t now = now_ns();
    if (stamp[0] >= started + (uint64_t)(opt.warmup * SECOND) && stamp[0] <= now) record(now - stamp[0]);
    c->received = stamp[1] + 1;
    total_received++;
    last_progress = now;
    if (qos == 1) send_ack(c, PUBACK << 4, u16(p->body + 2 + nlen));
    if (qos == 2) send_ack(c, PUBREC << 4, u16(p->body + 2 + nlen));
}

/* ---- the counters of the null broker ---- */

static struct sockaddr_in parse_address(const char *s)
{
    struct sockaddr_in a = { .sin_family = AF_INET };
    char host[64];
    unsigned port;
    if (sscanf(s, "%63[^:]:%u", host, &port) != 2 || port > 65535 || inet_pton(AF_INET, host, &a.sin_addr) != 1)
        die(2, "%s is not an IPv4-ADDRESS:PORT", s);
    a.sin_port = htons(port);
    return a;
}

/* How many PUBLISHes the broker has counted. */
static uint64_t broker_count(void)
{
    struct sockaddr_in a = parse_address(opt.stats);
    char line[1024];
    size_t n = 0;
    ssize_t got;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a)) die(3, "--stats %s: %s", opt.stats, strerror(errno));
    while (n < sizeof line - 1 && (got = read(fd, line + n, sizeof line - 1 - n)) > 0) n += got;
    close(fd);
    line[n] = 0;
    unsigned long count;
    if (sscanf(line, "publish=%lu", &count) != 1) die(3, "--stats %s: not a null broker", opt.stats);
    return count;
}

/* ---- the CPU time of the processes under test, between begin and end, without opening and closing ---- */

static struct {
    int pids[WATCHED_MAX], count;
    double cpu, user, system;    /* seconds; at the end, those since the beginning */
} watched;

/* All threads of a process count, those that have ended too. The CPU clock of a process is exact; user and system time have
   a resolution of a tick, and say how the whole splits. */
static void watch_cpu(double *cpu, double *user, double *system)
{
    unsigned long u, s, ticks[2] = { 0 };
    *cpu = 0;
    for (int i = 0; i < watched.count; i++) {
        char path[32], line[1024] = "", *comm_end;
        clockid_t clock;
        struct timespec t;
        if (clock_getcpuclockid(watched.pids[i], &clock) || clock_gettime(clock, &t))
            die(3, "process %d, which is to be watched, is not there", watched.pids[i]);
        *cpu += t.tv_sec + t.tv_nsec / 1e9;
        snprintf(path, sizeof path, "/proc/%d/stat", watched.pids[i]);
        FILE *f = fopen(path, "r");
        if (f && fgets(line, sizeof line, f) && (comm_end = strrchr(line, ')')) &&
            sscanf(comm_end, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &u, &s) == 2)
            ticks[0] += u, ticks[1] += s;
        if (f) fclose(f);
    }
    *user = ticks[0] / (double)sysconf(_SC_CLK_TCK);
    *system = ticks[1] / (double)sysconf(_SC_CLK_TCK);
}

static void watch_begin(void)
{
    watch_cpu(&watched.cpu, &watched.user, &watched.system);
}

static void watch_end(void)
{
    double cpu, user, system;
    watch_cpu(&cpu, &user, &system);
    watched.cpu = cpu - watched.cpu;
    watched.user = user - watched.user;
    watched.system = system - watched.system;
}

/* ---- pacing ---- */

static void arm_timer(uint64_t at)
{
    struct itimerspec t = { .it_value = { at / SECOND, at % SECOND } };
    timerfd_settime(timer_fd, TFD_TIMER_ABSTIME, &t, NULL);
}

/* Calls send for every message that is due, and has the timer go off at the next, 200 us from now at the earliest. */
static void pace(uint64_t now, bool (*send)(uint64_t number))
{
    static uint64_t number;
    while (next_due <= now) {
        if (!send(number++)) return;
        next_due = started + (uint64_t)(number * (SECOND / opt.rate));
    }
    arm_timer(next_due > now + 200000 ? next_due : now + 200000);
}

/* ---- mode: pub ---- */

static void pub_done(conn *c)
{
    if (!c->done) total_done++;
    c->done = true;
}

static void pub_ready(conn *c)
{
    c->quota = opt.messages / opt.connections + (c->index < opt.messages % opt.connections);
    make_runs(c);
    if (!c->quota) pub_done(c);
}

/* QoS 0: straight from the run into the socket. */
static void pub_stream(conn *c)
{
    for (int turn = 0; turn < WRITES_PER_TURN && c->sent < c->quota; turn++) {
        const run *r = c->sent < c->intro->count ? c->intro : c->body;
        size_t frames = opt.batch ? opt.batch : r->frame < WRITE_SIZE ? WRITE_SIZE / r->frame : 1;
        size_t index = c->at / r->frame, n = r->count - index;
        if (n > frames) n = frames;
        if (n > c->quota - c->sent) n = c->quota - c->sent;
        size_t end = (index + n) * r->frame;
        ssize_t wrote = conn_write(c, r->bytes + c->at, end - c->at);
        if (wrote < 0) {
            conn_lost(c);
            return;
        }
        if (wrote == 0) break;
        c->at += wrote;
        size_t whole = c->at / r->frame - index;
        c->sent += whole, total_sent += whole;
        last_progress = now_ns();
        if (c->at == r->count * r->frame) c->at = 0;
    }
    if (c->sent == c->quota) {
        put(c, (uint8_t[]){ PINGREQ << 4, 0 }, 2);
        c->quota = 0, c->sent = 0;
        flush(c);
    } else {
        watch(c, true);
    }
}

/* QoS 1 and 2: as many as the window has room for. */
static void pub_window(conn *c)
{
    while (c->in_flight < opt.window && c->sent < c->quota) put_next(c, false);
    flush(c);
}

static bool pub_paced(uint64_t number)
{
    if (number >= opt.messages) return false;
    conn *c = &conns[number % opt.connections];
    last_progress = now_ns();
    if (c->state != READY) {
        total_unsent++;
        return true;
    }
    put_next(c, false);
    bool last = c->sent == c->quota;
    if (last && !opt.qos) put(c, (uint8_t[]){ PINGREQ << 4, 0 }, 2);
    flush(c);
    return true;
}

static void pub_begin(void)
{
    if (opt.rate > 0) {
        pace(started, pub_paced);
        return;
    }
    for (unsigned i = 0; i < opt.connections; i++)
        if (conns[i].state == READY && !conns[i].done) opt.qos ? pub_window(&conns[i]) : pub_stream(&conns[i]);
}

static void pub_writable(conn *c)
{
    if (!opt.qos && opt.rate <= 0 && c->quota) pub_stream(c);
}

static void pub_tick(uint64_t now)
{
    if (opt.rate > 0) pace(now, pub_paced);
}

static void pub_received(conn *c, const packet *p)
{
    uint8_t type = p->first >> 4;
    if (type == PINGRESP) pub_done(c);
    if (type == PUBREC && p->len >= 2) send_ack(c, PUBREL << 4 | 2, u16(p->body));
    if (type == PUBACK || type == PUBCOMP) {
        c->in_flight--;
        total_acked++;
        if (++c->acked == c->quota) pub_done(c);
        last_progress = now_ns();
        if (opt.rate <= 0) while (c->in_flight < opt.window && c->sent < c->quota) put_next(c, false);
    }
}

static bool pub_finished(uint64_t now)
{
    static uint64_t last_count;
    bool stalled = now - last_progress > STALL_S * SECOND && (opt.rate <= 0 || total_sent + total_unsent >= opt.messages);
    if (total_done < opt.connections && !stalled) return false;
    if (!opt.stats) return true;
    uint64_t count = broker_count() - broker_before;
    if (count != last_count) last_count = count, last_progress = now;
    ended = now_ns();
    return count >= total_sent || now - last_progress > STALL_S * SECOND;
}

static void pub_report(void)
{
    double s = (ended - started) / 1e9;
    uint64_t arrived = opt.stats ? broker_count() - broker_before : opt.qos ? total_acked : total_sent;
    printf("\"sent\": %lu, \"arrived\": %lu, \"lost\": %ld, \"seconds\": %.4f, \"msgs_per_s\": %.0f, \"payload_mb_per_s\": "
           "%.2f", total_sent, arrived, (long)(opt.messages - arrived), s, arrived / s, arrived * opt.size / s / 1e6);
}

/* ---- mode: latency ---- */

static void latency_ready(conn *c)
{
    make_runs(c);
}

static bool latency_send(uint64_t number)
{
    if (now_ns() - started > (uint64_t)((opt.seconds + opt.warmup) * SECOND)) return false;
    conn *c = &conns[number % opt.connections];
    if (c->state != READY) {
        total_unsent++;
        return true;
    }
    put_next(c, true);
    flush(c);
    return true;
}

static void latency_begin(void)
{
    pace(started, latency_send);
}

static void latency_tick(uint64_t now)
{
    pace(now, latency_send);
}

static void latency_received(conn *c, const packet *p)
{
    uint8_t type = p->first >> 4;
    if (type == PUBLISH) take_delivery(c, p, topic_name(c, 0));
    if (type == PUBREC && p->len >= 2) send_ack(c, PUBREL << 4 | 2, u16(p->body));
    if (type == PUBREL && p->len >= 2) send_ack(c, PUBCOMP << 4, u16(p->body));
    if (type == PUBACK || type == PUBCOMP) total_acked++;
}

static bool latency_finished(uint64_t now)
{
    if (now - started <= (uint64_t)((opt.seconds + opt.warmup) * SECOND)) return false;
    return (total_received >= total_sent && (!opt.qos || total_acked >= total_sent)) || now - last_progress > STALL_S * SECOND;
}

static void report_latency(void)
{
    printf("\"p50_us\": %.1f, \"p90_us\": %.1f, \"p99_us\": %.1f, \"p999_us\": %.1f, \"max_us\": %.1f", percentile_us(50),
           percentile_us(90), percentile_us(99), percentile_us(99.9), histogram_max / 1e3);
}

static void latency_report(void)
{
    double s = (ended - started) / 1e9;
    printf("\"sent\": %lu, \"arrived\": %lu, \"lost\": %ld, \"wrong\": %lu, \"seconds\": %.4f, \"msgs_per_s\": %.0f, ",
           total_sent, total_received, (long)(total_sent + total_unsent - total_received), wrong, s, total_received / s);
    report_latency();
}

/* ---- mode: connect ---- */

static void connect_ready(conn *c)
{
    record(now_ns() - c->opened);
    total_done++;
    last_progress = now_ns();
    put(c, (uint8_t[]){ DISCONNECT << 4, 0 }, 2);
    flush(c);
    conn_close(c);
}

static void connect_more(void)
{
    for (unsigned i = 0; i < opt.connections && total_sent < opt.messages; i++)
        if (conns[i].state == CLOSED) total_sent++, conn_open(&conns[i]);
}

static bool connect_finished(uint64_t now)
{
    connect_more();
    return total_done + refused >= opt.messages || now - last_progress > STALL_S * SECOND;
}

static void connect_report(void)
{
    double s = (ended - started) / 1e9;
    printf("\"connected\": %lu, \"lost\": %ld, \"seconds\": %.4f, \"conns_per_s\": %.0f, ", total_done,
           (long)(opt.messages - total_done), s, total_done / s);
    report_latency();
}

/* ---- mode: idle ---- */

static void idle_ready(conn *c)
{
    (void)c;
}

static void idle_begin(void)
{
    fprintf(stderr, "idle: %u connections open\n", ready_count);
    arm_timer(started + SECOND);
}

static void idle_tick(uint64_t now)
{
    for (unsigned i = 0; i < opt.connections; i++) {
        conn *c = &conns[i];
        if (c->state != READY || now - c->pinged < opt.keepalive * SECOND / 2) continue;
        if (c->in_flight) wrong++;
        c->in_flight = 1;
        c->pinged = now;
        total_sent++;
        put(c, (uint8_t[]){ PINGREQ << 4, 0 }, 2);
        flush(c);
    }
    arm_timer(now + SECOND);
}

static void idle_received(conn *c, const packet *p)
{
    if (p->first >> 4 != PINGRESP || !c->in_flight) {
        wrong++;
        return;
    }
    c->in_flight = 0;
    total_received++;
}

static bool idle_finished(uint64_t now)
{
    return now - started > (uint64_t)(opt.seconds * SECOND);
}

static void idle_report(void)
{
    printf("\"open\": %u, \"lost\": %ld, \"wrong\": %lu, \"pings\": %lu, \"pongs\": %lu, \"seconds\": %.4f", ready_count,
           (long)(opt.connections - ready_count), wrong, total_sent, total_received, (ended - started) / 1e9);
}

/* ---- mode: fanout ---- */

static void fanout_ready(conn *c)
{
    if (c->index == 0) make_runs(c);
}

/* At most --window messages are under way, however many subscribers each has. */
static bool fanout_may_send(void)
{
    return conns[0].state == READY && total_sent < opt.messages && total_sent < total_received / subscribers + opt.window;
}

static void fanout_send(void)
{
    if (!fanout_may_send()) return;
    while (fanout_may_send()) put_next(&conns[0], true);
    flush(&conns[0]);
}

static bool fanout_paced(uint64_t number)
{
    if (number >= opt.messages || conns[0].state != READY) return false;
    put_next(&conns[0], true);
    flush(&conns[0]);
    return true;
}

static void fanout_begin(void)
{
    if (opt.rate > 0) pace(started, fanout_paced);
    else fanout_send();
}

static void fanout_tick(uint64_t now)
{
    if (opt.rate > 0) pace(now, fanout_paced);
}

static void fanout_received(conn *c, const packet *p)
{
    uint8_t type = p->first >> 4;
    if (type == PUBLISH) take_delivery(c, p, topic_name(&conns[0], 0));
    if (type == PUBREC && p->len >= 2) send_ack(c, PUBREL << 4 | 2, u16(p->body));
    if (type == PUBREL && p->len >= 2) send_ack(c, PUBCOMP << 4, u16(p->body));
    if (opt.rate <= 0) fanout_send();
}

static bool fanout_finished(uint64_t now)
{
    return total_received >= opt.messages * subscribers || now - last_progress > STALL_S * SECOND;
}

static void fanout_report(void)
{
    double s = (ended - started) / 1e9;
    printf("\"sent\": %lu, \"arrived\": %lu, \"lost\": %ld, \"wrong\": %lu, \"seconds\": %.4f, \"msgs_per_s\": %.0f, ",
           total_sent, total_received, (long)(opt.messages * subscribers - total_received), wrong, s, total_received / s);
    report_latency();
}

static const mode modes[] = {
    { .name = "pub", .ready = pub_ready, .begin = pub_begin, .writable = pub_writable, .tick = pub_tick,
      .received = pub_received, .finished = pub_finished, .report = pub_report },
    { .name = "latency", .subscribes = true, .ready = latency_ready, .begin = latency_begin, .tick = latency_tick,
      .received = latency_received, .finished = latency_finished, .report = latency_report },
    { .name = "connect", .at_once = true, .ready = connect_ready, .begin = connect_more, .finished = connect_finished,
      .report = connect_report },
    { .name = "idle", .ready = idle_ready, .begin = idle_begin, .tick = idle_tick,
      .received = idle_received, .finished = idle_finished,
      .report = idle_report },
    { .name = "fanout", .subscribes = true, .ready = fanout_ready, .begin = fanout_begin, .tick = fanout_tick,
      .received = fanout_received, .finished = fanout_finished, .report = fanout_report },
};

/* ---- the event loop ---- */

static void begin(void)
{
    begun = true;
    if (opt.stats) broker_before = broker_count();
    watch_begin();
    started = last_progress = next_due = now_ns();
    if (run_mode->begin) run_mode->begin();
}

static void conn_ready(conn *c)
{
    c->state = READY;
    opening--;
    ready_count++;
    last_progress = now_ns();
    run_mode->ready(c);
    if (!begun) open_more();
}

static bool wants_subscription(const conn *c)
{
    return opt.subscribe || (run_mode->subscribes && (run_mode->finished != fanout_finished || c->index > 0));
}

static void on_packet(conn *c, const packet *p)
{
    uint8_t type = p->first >> 4;
    if (c->state == CONNECTING && type == CONNACK && p->len >= 2 && p->body[1] == 0)
        wants_subscription(c) ? send_subscribe(c) : conn_ready(c);
    else if (c->state == SUBSCRIBING && type == SUBACK && p->len >= 3 && p->body[p->len - 1] <= 2)
        conn_ready(c);
    else if (c->state == READY && type != DISCONNECT && run_mode->received)
        run_mode->received(c, p);
    else if (c->state != READY || type == DISCONNECT)
        conn_lost(c);
}

/* Takes all whole packets and returns their length. */
static size_t consume(conn *c, const uint8_t *p, size_t n)
{
    size_t at = 0;
    while (n - at >= 2 && c->state != CLOSED) {
        size_t len = 0, head = 1;
        uint8_t byte;
        do {
            if (head == 5) die(3, "the other side sent something that is not MQTT");
            if (at + head == n) return at;
            byte = p[at + head];
            len |= (size_t)(byte & 127) << 7 * (head - 1);
            head++;
        } while (byte & 128);
        if (n - at < head + len) break;
        on_packet(c, &(packet){ p[at], p + at + head, len });
        at += head + len;
    }
    return at;
}

static void on_readable(conn *c)
{
    while (c->state != CLOSED) {
        size_t have = c->in.end, room = sizeof scratch - have;
        if (have) memcpy(scratch, c->in.data, have);
        ssize_t n = c->ssl ? tls_result(c, SSL_read(c->ssl, scratch + have, room))
                           : socket_result(recv(c->fd, scratch + have, room, 0));
        if (n == 0) break;
        if (n < 0) {
            conn_lost(c);
            return;
        }
        size_t used = consume(c, scratch, have + n);
        if (c->state == CLOSED) return;
        c->in.start = c->in.end = 0;
        buf_put(&c->in, scratch + used, have + n - used);
        if (c->in.end == sizeof scratch) die(3, "a packet of more than %d bytes", READ_SIZE);
        if (c->ssl ? !SSL_has_pending(c->ssl) : (size_t)n < room) break;
    }
    if (c->state == READY && c->out.start < c->out.end) flush(c);
}

static void on_dialled(conn *c)
{
    int error = 0;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &(socklen_t){ sizeof error });
    if (error) {
        conn_lost(c);
        return;
    }
    if (tls && c->state == DIALLING) {
        c->ssl = need(SSL_new(tls));
        SSL_set_fd(c->ssl, c->fd);
        SSL_set_connect_state(c->ssl);
        c->state = SHAKING_HANDS;
    }
    if (tls) {
        ssize_t n = tls_result(c, SSL_do_handshake(c->ssl));
        if (n < 0) conn_lost(c);
        if (n <= 0) {
            if (n == 0) watch(c, SSL_want_write(c->ssl));
            return;
        }
    }
    send_connect(c);
}

static void on_event(conn *c, uint32_t events)
{
    if (c->state == CLOSED) return;
    if (c->state == DIALLING || c->state == SHAKING_HANDS) {
        on_dialled(c);
        return;
    }
    if (events & EPOLLOUT && flush(c) && c->state == READY && begun && run_mode->writable) run_mode->writable(c);
    if (c->state != CLOSED && events & ~EPOLLOUT) on_readable(c);
}

static void open_more(void)
{
    while (opened < opt.connections && opening < HALF_OPEN_MAX) conn_open(&conns[opened++]);
}

static void loop(void)
{
    uint64_t deadline = now_ns() + (uint64_t)(opt.timeout * SECOND);
    last_progress = now_ns();
    if (run_mode->at_once) begin();
    else open_more();
    for (;;) {
        struct epoll_event events[256];
        int n = epoll_wait(epoll_fd, events, 256, 100);
        if (n < 0 && errno != EINTR) die(3, "epoll_wait: %s", strerror(errno));
        for (int i = 0; i < n; i++) {
            uint64_t expirations;
            if (events[i].data.ptr) on_event(events[i].data.ptr, events[i].events);
            else if (read(timer_fd, &expirations, 8) == 8 && begun && run_mode->tick) run_mode->tick(now_ns());
        }
        if (!begun) open_more();
        if (!begun && opened == opt.connections && !opening) {
            if (refused) die(3, "%lu of %u connections were refused", refused, opt.connections);
            begin();
        }
        uint64_t now = ended = now_ns();
        if (!begun && now > last_progress && now - last_progress > OPENING_STALL_S * SECOND)
            die(3, "%u of %u connections are open, %lu were refused, and for %d s no more opened", ready_count,
                opt.connections, refused, OPENING_STALL_S);
        if (begun && run_mode->finished(now)) {
            watch_end();
            return;
        }
        if (now > deadline) die(3, "not done after %.0f s: %lu sent, %lu acknowledged, %lu received, %u of %u connections",
                                opt.timeout, total_sent, total_acked, total_received, ready_count, opt.connections);
    }
}

/* ---- command line ---- */

static const char usage[] =
    "usage: mqttload pub|latency|connect|idle|fanout [options]\n"
    "  -a, --address ADDRESS:PORT   where to connect to (127.0.0.1:1883)\n"
    "  -c, --connections N          pub, latency, idle: connections; connect: concurrency; fanout: subscribers (10)\n"
    "  -n, --messages N             pub, fanout: messages in total; connect: cycles (100000)\n"
    "  -q, --qos 0|1|2              (0)\n"
    "  -s, --size BYTES             payload (64; latency and fanout need 16)\n"
    "  -w, --window N               pub with QoS > 0: unacknowledged messages per connection; fanout: messages under\n"
    "                               way (100)\n"
    "  -b, --batch N                pub with QoS 0: frames per write (as many as fit into 64 KiB)\n"
    "  -r, --rate R                 messages per second, all connections together, one write each (pub, fanout: 0, as\n"
    "                               fast as they go; latency: 1000)\n"
    "  -d, --seconds T              latency: time measured; idle: time held (10)\n"
    "      --warmup T               latency: seconds before the time measured (1)\n"
    "  -k, --topics K               topic names in turn (16)\n"
    "      --depth D                levels of a topic name (3)\n"
    "  -t, --topic NAME             topic name instead; %c is the client id, %k the number of the topic\n"
    "  -5, --v5                     MQTT 5\n"
    "      --alias                  MQTT 5 topic aliases: the names are sent once\n"
    "      --subscribe              idle: each connection also subscribes\n"
    "      --keepalive S            (60)\n"
    "  -i, --id PREFIX              of client ids (load)\n"
    "  -u, --user NAME  -P, --password PASSWORD\n"
    "      --stats ADDRESS:PORT     of the null broker: pub waits until it has counted everything\n"
    "      --watch PID,PID          report the CPU time of these processes, opening and closing of connections left out\n"
    "      --tls                    connect over TLS; --ca FILE, --cert FILE, --key FILE\n"
    "      --timeout T              give up after so many seconds (120)\n";

static unsigned long number(const char *s, unsigned long min, unsigned long max)
{
    char *end;
    errno = 0;
    unsigned long n = strtoul(s, &end, 10);
    if (errno || end == s || *end || *s == '-' || n < min || n > max) die(2, "%s is not a number from %lu to %lu", s, min, max);
    return n;
}

static double positive(const char *s)
{
    char *end;
    double d = strtod(s, &end);
    if (end == s || *end || !(d >= 0 && d < 1e9)) die(2, "%s is not a positive number", s);
    return d;
}

static void parse(int argc, char **argv)
{
    enum { WARMUP = 256, DEPTH, ALIAS, SUBSCRIBE_TOO, KEEPALIVE, STATS, WATCH, TLS, CA, CERT, KEY, TIMEOUT, HELP };
    static const struct option options[] = {
        { "address", 1, 0, 'a' }, { "connections", 1, 0, 'c' }, { "messages", 1, 0, 'n' }, { "qos", 1, 0, 'q' },
        { "size", 1, 0, 's' }, { "window", 1, 0, 'w' }, { "batch", 1, 0, 'b' }, { "rate", 1, 0, 'r' },
        { "seconds", 1, 0, 'd' }, { "warmup", 1, 0, WARMUP }, { "topics", 1, 0, 'k' }, { "depth", 1, 0, DEPTH },
        { "topic", 1, 0, 't' }, { "v5", 0, 0, '5' }, { "alias", 0, 0, ALIAS }, { "subscribe", 0, 0, SUBSCRIBE_TOO },
        { "keepalive", 1, 0, KEEPALIVE }, { "id", 1, 0, 'i' }, { "user", 1, 0, 'u' }, { "password", 1, 0, 'P' },
        { "stats", 1, 0, STATS }, { "watch", 1, 0, WATCH },
        { "tls", 0, 0, TLS }, { "ca", 1, 0, CA }, { "cert", 1, 0, CERT }, { "key", 1, 0, KEY },
        { "timeout", 1, 0, TIMEOUT }, { "help", 0, 0, HELP }, { 0 } };
    for (int o; (o = getopt_long(argc, argv, "a:c:n:q:s:w:b:r:d:k:t:5i:u:P:", options, NULL)) != -1;) switch (o) {
        case 'a': opt.address = optarg; break;
        case 'c': opt.connections = number(optarg, 1, 100000); break;
        case 'n': opt.messages = number(optarg, 1, 10000000000); break;
        case 'q': opt.qos = number(optarg, 0, 2); break;
        case 's': opt.size = number(optarg, 0, 16 << 20); break;
        case 'w': opt.window = number(optarg, 1, 60000); break;
        case 'b': opt.batch = number(optarg, 1, 100000); break;
        case 'r': opt.rate = positive(optarg); break;
        case 'd': opt.seconds = positive(optarg); break;
        case WARMUP: opt.warmup = positive(optarg); break;
        case 'k': opt.topics = number(optarg, 1, 10000); break;
        case DEPTH: opt.depth = number(optarg, 1, 100); break;
        case 't': opt.topic = optarg; break;
        case '5': opt.level = 5; break;
        case ALIAS: opt.alias = true, opt.level = 5; break;
        case SUBSCRIBE_TOO: opt.subscribe = true; break;
        case KEEPALIVE: opt.keepalive = number(optarg, 2, 65535); break;
        case 'i': opt.id = optarg; break;
        case 'u': opt.user = optarg; break;
        case 'P': opt.password = optarg; break;
        case STATS: opt.stats = optarg; break;
        case WATCH:
            for (char *pid = strtok(optarg, ","); pid; pid = strtok(NULL, ",")) {
                if (watched.count == WATCHED_MAX) die(2, "--watch: at most %d processes", WATCHED_MAX);
                watched.pids[watched.count++] = number(pid, 1, 1 << 30);
            }
            break;
        case TLS: opt.tls = true; break;
        case CA: opt.ca = optarg; break;
        case CERT: opt.cert = optarg; break;
        case KEY: opt.key = optarg; break;
        case TIMEOUT: opt.timeout = positive(optarg); break;
        case HELP: fputs(usage, stdout); exit(0);
        default: fputs(usage, stderr); exit(2);
        }
    for (size_t i = 0; optind == argc - 1 && i < sizeof modes / sizeof *modes; i++)
        if (!strcmp(argv[optind], modes[i].name)) run_mode = &modes[i];
    if (!run_mode) fputs(usage, stderr), exit(2);

    bool stamped = run_mode->subscribes;
    if (stamped && opt.size < STAMP) die(2, "%s needs a payload of %d bytes or more", run_mode->name, STAMP);
    if (stamped && opt.alias) die(2, "--alias is for pub");
    if (opt.alias && opt.topics > 1024) die(2, "at most 1024 topic aliases");
    if (strlen(opt.id) > 100 || (opt.topic && strlen(opt.topic) > 500)) die(2, "names are too long");
    if (run_mode->finished == latency_finished && opt.rate <= 0) opt.rate = 1000;
    if (run_mode->finished == fanout_finished) subscribers = opt.connections++, opt.warmup = 0;
    if (stamped) opt.topics = 1;
    if (!opt.topic) {
        static char name[600] = "bench";
        for (unsigned d = 2; d < opt.depth; d++) strcat(name, "/lvl");
        if (run_mode->finished == latency_finished || opt.subscribe) strcat(name, "/%c");
        opt.topic = strcat(name, "/%k");
    }
    target = parse_address(opt.address);
}

static void make_tls(void)
{
    tls = need(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(tls, 1);
    SSL_CTX_set_default_read_buffer_len(tls, 128 << 10);
    bool ok = true;
    if (opt.ca) {
        ok = SSL_CTX_load_verify_locations(tls, opt.ca, NULL) == 1;
        SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, NULL);
    }
    if (ok && opt.cert)
        ok = SSL_CTX_use_certificate_chain_file(tls, opt.cert) == 1 && opt.key &&
             SSL_CTX_use_PrivateKey_file(tls, opt.key, SSL_FILETYPE_PEM) == 1;
    if (!ok) die(2, "--ca, --cert and --key must be readable PEM files");
}

int main(int argc, char **argv)
{
    parse(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (opt.connections + 20 > files.rlim_cur) die(3, "only %lu files may be open", files.rlim_cur);

    if (opt.tls) make_tls();
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct epoll_event e = { .events = EPOLLIN, .data.ptr = NULL };
    if (epoll_fd < 0 || timer_fd < 0 || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, timer_fd, &e)) die(3, "%s", strerror(errno));
    conns = need(calloc(opt.connections, sizeof *conns));
    for (unsigned i = 0; i < opt.connections; i++) conns[i].index = i;

    loop();

    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    printf("{\"mode\": \"%s\", \"refused\": %lu, \"lost_connections\": %lu, \"watched_cpu_s\": %.6f, "
           "\"watched_user_s\": %.2f, \"watched_system_s\": %.2f, \"cpu_s\": %.3f, ", run_mode->name, refused,
           lost_connections, watched.cpu, watched.user, watched.system, u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6);
    run_mode->report();
    printf("}\n");
    bool all = !refused && !lost_connections && !wrong && (run_mode->finished != pub_finished || total_sent == opt.messages) &&
               (!run_mode->subscribes || total_received >= total_sent * (subscribers ? subscribers : 1));
    for (unsigned i = 0; i < opt.connections; i++) {
        if (conns[i].state == READY) {
            put(&conns[i], (uint8_t[]){ DISCONNECT << 4, 0 }, 2);
            flush(&conns[i]);
        }
        conn_close(&conns[i]);
    }
    return all ? 0 : 1;
}

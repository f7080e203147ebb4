/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nullbroker: the cheapest MQTT 3.1, 3.1.1 and 5 responder that is still honest, for measuring proxies.
 *
 * It answers CONNECT, SUBSCRIBE, UNSUBSCRIBE, PINGREQ and the QoS 1 and 2 handshakes, counts what it gets, and with
 * --fanout hands each PUBLISH to its subscribers. It keeps no session, retains nothing, enforces no keep-alive and
 * resends nothing. A PUBLISH while nobody is subscribed is skipped over without being buffered; it is counted, and
 * acknowledged, when its last byte is there. Publishers' MQTT 5 properties are not passed on to subscribers.
 *
 * One thread, one level-triggered epoll. Counters go to standard output on SIGUSR1 and at the end (SIGINT, SIGTERM), and
 * to whoever connects to the --stats port.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { CONNECT = 1, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK,
       PINGREQ, PINGRESP, DISCONNECT, AUTH };

enum {
    READ_SIZE = 1 << 20,         /* also the largest frame that can be fanned out */
    OUT_LIMIT = 64 << 20,        /* a subscriber that is further behind loses deliveries; they are counted */
    ALIAS_MAX = 1024,            /* topic aliases that a publisher may define */
    TOPIC_BUCKETS = 1 << 14
};

typedef struct {
    uint8_t *data;
    size_t start, end, cap;      /* the content is data[start..end) */
} buf;

typedef struct topic topic;
typedef struct conn conn;

typedef struct sub {
    conn *who;
    topic *what;
    uint8_t qos;
    struct sub *next, **link;    /* among the subscriptions of the topic */
    struct sub *next_of_conn;
} sub;

struct topic {
    topic *next;                 /* in its hash bucket, or among the wildcard filters */
    sub *subs;
    size_t len;
    char name[];
};

/* What an epoll event points to; the first member of everything that is registered. Listeners come first. */
typedef enum { PLAIN_LISTENER, TLS_LISTENER, STATS_LISTENER, SIGNALS, CONNECTION } source;

struct conn {
    source source;
    int fd;
    SSL *ssl;                    /* NULL on the plaintext listener */
    bool shaking_hands, writing, dirty, dead;
    uint8_t level;               /* protocol level: 3, 4 or 5; 0 before CONNECT */
    uint16_t last_id;            /* packet id of the last delivery */
    size_t skip;                 /* bytes of the current PUBLISH that are still to be thrown away, */
    size_t skip_size;            /* its length, */
    uint8_t skip_first;          /* its first byte, */
    uint16_t skip_id;            /* and its packet id */
    buf in, out;                 /* the beginning of a frame; what the socket did not take yet */
    topic **alias;               /* names only, never in a bucket; ALIAS_MAX + 1 entries, or NULL */
    sub *subs;
    conn *next_dirty, *next_dead;
};

typedef struct {
    source source;
    int fd;
} endpoint;

static struct {
    uint64_t publish, qos[3], publish_bytes, released, delivered, delivered_bytes, dropped, acked, connect, subscribe,
        ping, disconnect, accepted, closed, handshakes, resumed, tls_errors, malformed;
} count;

static int epoll_fd;
static SSL_CTX *tls;
static bool fanout;
static size_t live_subs;
static topic *exact[TOPIC_BUCKETS], *wildcards;
static conn *dirty, *dead;
static uint8_t scratch[READ_SIZE];

static void die(const char *what)
{
    fprintf(stderr, "nullbroker: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void *need(void *p)
{
    if (!p) die("out of memory");
    return p;
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

/* ---- topics and subscriptions ---- */

static bool has_wildcard(const char *s, size_t n)
{
    return memchr(s, '+', n) || memchr(s, '#', n);
}

static bool matches(const char *filter, size_t flen, const char *name, size_t nlen)
{
    if (nlen && name[0] == '$' && filter[0] != '$') return false;
    size_t f = 0, n = 0;
    for (;;) {
        if (f < flen && filter[f] == '#') return true;
        if (f < flen && filter[f] == '+') {
            f++;
            while (n < nlen && name[n] != '/') n++;
        } else {
            while (f < flen && n < nlen && filter[f] != '/' && filter[f] == name[n]) f++, n++;
        }
        bool filter_ends = f == flen, name_ends = n == nlen;
        if (filter_ends || name_ends)
            return filter_ends ? name_ends : flen - f == 2 && filter[f] == '/' && filter[f + 1] == '#';
        if (filter[f] != '/' || name[n] != '/') return false;
        f++, n++;
    }
}

static topic **bucket_of(const char *s, size_t n)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++) h = (h ^ (uint8_t)s[i]) * 16777619u;
    return &exact[h % TOPIC_BUCKETS];
}

static topic *topic_find(topic *list, const char *s, size_t n)
{
    while (list && (list->len != n || memcmp(list->name, s, n))) list = list->next;
    return list;
}

static topic *topic_new(const char *s, size_t n)
{
    topic *t = need(calloc(1, sizeof *t + n));
    t->len = n;
    memcpy(t->name, s, n);
    return t;
}

static void subscribe(conn *c, const char *filter, size_t n, uint8_t qos)
{
    topic **list = has_wildcard(filter, n) ? &wildcards : bucket_of(filter, n);
    topic *t = topic_find(*list, filter, n);
    if (!t) {
        t = topic_new(filter, n);
        t->next = *list, *list = t;
    }
    for (sub *s = c->subs; s; s = s->next_of_conn)
        if (s->what == t) {
            s->qos = qos;
            return;
        }
    sub *s = need(malloc(sizeof *s));
    *s = (sub){ .who = c, .what = t, .qos = qos, .next = t->subs, .link = &t->subs, .next_of_conn = c->subs };
    if (t->subs) t->subs->link = &s->next;
    t->subs = c->subs = s;
    live_subs++;
}

static void sub_free(sub *s)
{
    *s->link = s->next;
    if (s->next) s->next->link = s->link;
    free(s);
    live_subs--;
}

static void unsubscribe(conn *c, const char *filter, size_t n)
{
    for (sub **at = &c->subs; *at; at = &(*at)->next_of_conn) {
        sub *s = *at;
        if (s->what->len == n && !memcmp(s->what->name, filter, n)) {
            *at = s->next_of_conn;
            sub_free(s);
            return;
        }
    }
}

/* ---- connections ---- */

static void drop(conn *c)
{
    if (c->dead) return;
    c->dead = true;
    while (c->subs) {
        sub *s = c->subs;
        c->subs = s->next_of_conn;
        sub_free(s);
    }
    if (c->ssl) {
        if (!c->shaking_hands) SSL_shutdown(c->ssl);
        SSL_free(c->ssl);
        c->ssl = NULL;
        ERR_clear_error();
    }
    close(c->fd);
    count.closed++;
    c->next_dead = dead, dead = c;
}

static void bury(void)
{
    while (dead) {
        conn *c = dead;
        dead = c->next_dead;
        if (c->alias) {
            for (int i = 0; i <= ALIAS_MAX; i++) free(c->alias[i]);
            free(c->alias);
        }
        free(c->in.data);
        free(c->out.data);
        free(c);
    }
}

static void watch(conn *c, bool writing)
{
    if (c->writing == writing) return;
    c->writing = writing;
    struct epoll_event e = { .events = EPOLLIN | (writing ? EPOLLOUT : 0), .data.ptr = c };
    if (epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &e)) die("epoll_ctl");
}

/* The bytes moved, 0 when the socket would block, -1 when the connection is over. */
static ssize_t tls_result(conn *c, int n)
{
    if (n > 0) return n;
    int e = SSL_get_error(c->ssl, n);
    if (e == SSL_ERROR_WANT_READ || e == SSL_ERROR_WANT_WRITE) return 0;
    if (e == SSL_ERROR_SSL) count.tls_errors++;
    ERR_clear_error();
    return -1;
}

static ssize_t socket_result(ssize_t n)
{
    if (n > 0) return n;
    return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

static void flush(conn *c)
{
    buf *b = &c->out;
    while (b->start < b->end) {
        uint8_t *p = b->data + b->start;
        size_t n = b->end - b->start;
        ssize_t sent = c->ssl ? tls_result(c, SSL_write(c->ssl, p, n)) : socket_result(send(c->fd, p, n, MSG_NOSIGNAL));
        if (sent < 0) {
            drop(c);
            return;
        }
        if (sent == 0) break;
        b->start += sent;
    }
    watch(c, b->start < b->end);
}

static void flush_dirty(void)
{
    while (dirty) {
        conn *c = dirty;
        dirty = c->next_dirty;
        c->dirty = false;
        if (!c->dead) flush(c);
    }
}

static void reply(conn *c, const void *bytes, size_t n)
{
    buf_put(&c->out, bytes, n);
    if (!c->dirty) {
        c->dirty = true;
        c->next_dirty = dirty, dirty = c;
    }
}

/* ---- MQTT ---- */

static uint16_t u16(const uint8_t *p)
{
    return p[0] << 8 | p[1];
}

/* Length of the fixed header and, in *body, of what follows it; 0 when incomplete, -1 when malformed. */
static int fixed_header(const uint8_t *p, size_t n, size_t *body)
{
    *body = 0;
    for (size_t i = 1; i < n && i <= 4; i++) {
        *body |= (size_t)(p[i] & 127) << 7 * (i - 1);
        if (p[i] < 128) return i + 1;
    }
    return n > 4 ? -1 : 0;
}

/* Length of a variable byte integer and its value; 0 when it does not fit into n bytes. */
static size_t varint(const uint8_t *p, size_t n, size_t *value)
{
    *value = 0;
    for (size_t i = 0; i < n && i < 4; i++) {
        *value |= (size_t)(p[i] & 127) << 7 * i;
        if (p[i] < 128) return i + 1;
    }
    return 0;
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

static void ack(conn *c, uint8_t first, uint16_t id)
{
    reply(c, (uint8_t[]){ first, 2, id >> 8, id & 255 }, 4);
}

static void acknowledge_publish(conn *c, uint8_t qos, uint16_t id)
{
    if (qos) ack(c, (qos == 1 ? PUBACK : PUBREC) << 4, id);
}

/* Appends one PUBLISH, as this subscriber should see it. */
static void deliver(sub *s, const char *name, size_t nlen, const uint8_t *payload, size_t plen, uint8_t qos)
{
    conn *c = s->who;
    if (c->out.end - c->out.start > OUT_LIMIT) {
        count.dropped++;
        return;
    }
    if (qos > s->qos) qos = s->qos;
    uint8_t head[16];
    size_t properties = c->level == 5, body = 2 + nlen + (qos ? 2 : 0) + properties + plen;
    head[0] = PUBLISH << 4 | qos << 1;
    size_t hlen = 1 + put_varint(head + 1, body);
    head[hlen++] = nlen >> 8;
    head[hlen++] = nlen & 255;

    size_t total = hlen - 2 + body;
    reply(c, NULL, 0);
    uint8_t *p = buf_grow(&c->out, total);
    memcpy(p, head, hlen), p += hlen;
    memcpy(p, name, nlen), p += nlen;
    if (qos) {
        if (++c->last_id == 0) c->last_id = 1;
        *p++ = c->last_id >> 8;
        *p++ = c->last_id & 255;
    }
    if (properties) *p++ = 0;
    memcpy(p, payload, plen);
    count.delivered++;
    count.delivered_bytes += total;
}

static void fan_out(const char *name, size_t nlen, const uint8_t *payload, size_t plen, uint8_t qos)
{
    topic *t = topic_find(*bucket_of(name, nlen), name, nlen);
    if (t)
        for (sub *s = t->subs; s; s = s->next) deliver(s, name, nlen, payload, plen, qos);
    for (t = wildcards; t; t = t->next)
        if (t->subs && matches(t->name, t->len, name, nlen))
            for (sub *s = t->subs; s; s = s->next) deliver(s, name, nlen, payload, plen, qos);
}

/* The topic alias among MQTT 5 PUBLISH properties, 0 without one, -1 when they are malformed. */
static int alias_of(const uint8_t *p, size_t n)
{
    size_t at = 0, skip;
    while (at < n) {
        switch (p[at++]) {
        case 0x01: at += 1; break;
        case 0x02: at += 4; break;
        case 0x0b:
            if (!(skip = varint(p + at, n - at, &(size_t){ 0 }))) return -1;
            at += skip;
            break;
        case 0x23: return at + 2 <= n ? u16(p + at) : -1;
        case 0x26:
            if (at + 2 > n) return -1;
            at += 2 + u16(p + at);
            /* fall through */
        case 0x03: case 0x08: case 0x09:
            if (at + 2 > n) return -1;
            at += 2 + u16(p + at);
            break;
        default: return -1;
        }
    }
    return at == n ? 0 : -1;
}

static bool on_publish(conn *c, uint8_t flags, const uint8_t *p, size_t n)
{
    uint8_t qos = flags >> 1 & 3;
    if (qos == 3 || n < 2) return false;
    size_t nlen = u16(p), at = 2 + nlen;
    const char *name = (const char *)p + 2;
    uint16_t id = 0;
    if (qos) {
        if (at + 2 > n) return false;
        id = u16(p + at), at += 2;
    }
    if (c->level == 5) {
        size_t plen, w;
        if (at >= n || !(w = varint(p + at, n - at, &plen)) || (at += w) + plen > n) return false;
        int alias = alias_of(p + at, plen);
        at += plen;
        if (alias < 0 || alias > ALIAS_MAX || (!alias && !nlen)) return false;
        if (alias && !c->alias) c->alias = need(calloc(ALIAS_MAX + 1, sizeof *c->alias));
        if (alias && nlen) {
            free(c->alias[alias]);
            c->alias[alias] = topic_new(name, nlen);
        } else if (alias) {
            if (!c->alias[alias]) return false;
            name = c->alias[alias]->name, nlen = c->alias[alias]->len;
        }
    }
    if (at > n) return false;
    fan_out(name, nlen, p + at, n - at, qos);
    acknowledge_publish(c, qos, id);
    return true;
}

static bool on_connect(conn *c, const uint8_t *p, size_t n)
{
    if (c->level || n < 2 || n < 2u + u16(p) + 4) return false;
    const uint8_t *rest = p + 2 + u16(p);
    if (rest[0] < 3 || rest[0] > 5) return false;
    c->level = rest[0];
    count.connect++;
    if (c->level == 5)
        reply(c, (uint8_t[]){ CONNACK << 4, 6, 0, 0, 3, 0x22, ALIAS_MAX >> 8, ALIAS_MAX & 255 }, 8);
    else
        reply(c, (uint8_t[]){ CONNACK << 4, 2, 0, 0 }, 4);
    return true;
}

/* SUBSCRIBE and UNSUBSCRIBE: the same but for the options after each filter. */
static bool on_filters(conn *c, uint8_t type, const uint8_t *p, size_t n)
{
    if (n < 3) return false;
    uint8_t codes[256];
    size_t at = 2, plen, w, k = 0;
    if (c->level == 5) {
        if (!(w = varint(p + at, n - at, &plen))) return false;
        at += w + plen;
    }
    while (at < n) {
        if (at + 2 > n || k == sizeof codes) return false;
        const char *filter = (const char *)p + at + 2;
        size_t flen = u16(p + at);
        at += 2 + flen;
        if (at + (type == SUBSCRIBE) > n || !flen) return false;
        codes[k] = 0;
        if (type == SUBSCRIBE) {
            codes[k] = p[at++] & 3;
            if (fanout) subscribe(c, filter, flen, codes[k]);
        } else {
            unsubscribe(c, filter, flen);
        }
        k++;
    }
    bool with_codes = type == SUBSCRIBE || c->level == 5;
    uint8_t head[8] = { (type + 1) << 4 };
    size_t h = 1 + put_varint(head + 1, 2 + (c->level == 5) + (with_codes ? k : 0));
    head[h++] = p[0];
    head[h++] = p[1];
    if (c->level == 5) head[h++] = 0;
    reply(c, head, h);
    if (with_codes) reply(c, codes, k);
    count.subscribe += type == SUBSCRIBE;
    return true;
}

/* One whole frame. False when it is malformed. */
static bool on_frame(conn *c, uint8_t first, const uint8_t *p, size_t n)
{
    uint8_t type = first >> 4;
    if (type == CONNECT) return on_connect(c, p, n);
    if (!c->level) return false;
    if (type >= PUBACK && type <= PUBCOMP && n < 2) return false;
    switch (type) {
    case PUBLISH: return on_publish(c, first & 15, p, n);
    case PUBACK: case PUBCOMP: count.acked++; return true;
    case PUBREC: ack(c, PUBREL << 4 | 2, u16(p)); return true;
    case PUBREL: count.released++; ack(c, PUBCOMP << 4, u16(p)); return true;
    case SUBSCRIBE: case UNSUBSCRIBE: return on_filters(c, type, p, n);
    case PINGREQ: count.ping++; reply(c, (uint8_t[]){ PINGRESP << 4, 0 }, 2); return true;
    case DISCONNECT: count.disconnect++; drop(c); return true;
    default: return false;
    }
}

static bool count_publish(uint8_t first, size_t bytes)
{
    uint8_t qos = first >> 1 & 3;
    if (qos == 3) return false;
    count.publish++;
    count.qos[qos]++;
    count.publish_bytes += bytes;
    return true;
}

/* Takes all whole frames of p, and the part that is there of a PUBLISH without takers; -1 when something is malformed. */
static ssize_t consume(conn *c, const uint8_t *p, size_t n)
{
    size_t at = 0;
    while (at < n && !c->dead) {
        if (c->skip) {
            size_t take = c->skip < n - at ? c->skip : n - at;
            c->skip -= take;
            at += take;
            if (!c->skip) {
                if (!count_publish(c->skip_first, c->skip_size)) return -1;
                acknowledge_publish(c, c->skip_first >> 1 & 3, c->skip_id);
            }
            continue;
        }
        const uint8_t *f = p + at;
        size_t there = n - at, body;
        int head = fixed_header(f, there, &body);
        if (head < 0) return -1;
        if (head == 0) break;
        if (f[0] >> 4 == PUBLISH && !live_subs && c->level) {
            if (f[0] & 6) {
                size_t id_at = there < head + 2u ? SIZE_MAX / 2 : head + 2u + u16(f + head);
                if (there < id_at + 2 && there < head + body) break;
                if (id_at + 2 > head + body) return -1;
                c->skip_id = u16(f + id_at);
            }
            c->skip_first = f[0];
            c->skip = c->skip_size = head + body;
            continue;
        }
        if (there < head + body) break;
        if (f[0] >> 4 == PUBLISH && !count_publish(f[0], head + body)) return -1;
        if (!on_frame(c, f[0], f + head, body)) return -1;
        at += head + body;
    }
    return at;
}

static void on_readable(conn *c)
{
    while (!c->dead) {
        size_t have = c->in.end - c->in.start, room = sizeof scratch - have;
        if (have) memcpy(scratch, c->in.data + c->in.start, have);
        ssize_t n = c->ssl ? tls_result(c, SSL_read(c->ssl, scratch + have, room))
                           : socket_result(recv(c->fd, scratch + have, room, 0));
        if (n == 0) return;
        if (n < 0) {
            drop(c);
            return;
        }
        ssize_t used = consume(c, scratch, have + n);
        if (c->dead) return;
        c->in.start = c->in.end = 0;
        if (used >= 0) buf_put(&c->in, scratch + used, have + n - used);
        if (used < 0 || c->in.end == sizeof scratch) {
            count.malformed++;
            flush_dirty();
            drop(c);
            return;
        }
        if (c->ssl ? !SSL_has_pending(c->ssl) : (size_t)n < room) return;
    }
}

static void on_handshake(conn *c)
{
    int r = SSL_accept(c->ssl);
    ssize_t n = tls_result(c, r);
    if (n < 0) {
        drop(c);
        return;
    }
    watch(c, n == 0 && SSL_want_write(c->ssl));
    if (n == 0) return;
    c->shaking_hands = false;
    count.handshakes++;
    count.resumed += SSL_session_reused(c->ssl);
    on_readable(c);
}

static void on_connection(conn *c, uint32_t events)
{
    if (c->dead) return;
    if (c->shaking_hands)
        on_handshake(c);
    else {
        if (events & EPOLLOUT) flush(c);
        if (events & ~EPOLLOUT) on_readable(c);
    }
    flush_dirty();
}

/* ---- listeners ---- */

static void print_counters(int fd)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    dprintf(fd,
            "publish=%lu qos0=%lu qos1=%lu qos2=%lu publish_bytes=%lu released=%lu delivered=%lu delivered_bytes=%lu "
            "dropped=%lu acked=%lu connect=%lu subscribe=%lu ping=%lu disconnect=%lu accepted=%lu open=%lu "
            "handshakes=%lu resumed=%lu tls_errors=%lu malformed=%lu cpu_ms=%lu\n",
            count.publish, count.qos[0], count.qos[1], count.qos[2], count.publish_bytes, count.released, count.delivered,
            count.delivered_bytes, count.dropped, count.acked, count.connect, count.subscribe, count.ping,
            count.disconnect, count.accepted, count.accepted - count.closed, count.handshakes, count.resumed,
            count.tls_errors, count.malformed,
            (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000ul + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1000ul);
}

static void register_source(void *s, int fd)
{
    struct epoll_event e = { .events = EPOLLIN, .data.ptr = s };
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &e)) die("epoll_ctl");
}

static void accept_all(endpoint *l)
{
    int fd;
    while ((fd = accept4(l->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        if (l->source == STATS_LISTENER) {
            print_counters(fd);
            close(fd);
            continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
        conn *c = need(calloc(1, sizeof *c));
        c->source = CONNECTION;
        c->fd = fd;
        if (l->source == TLS_LISTENER) {
            c->ssl = need(SSL_new(tls));
            SSL_set_fd(c->ssl, fd);
            c->shaking_hands = true;
        }
        count.accepted++;
        register_source(c, fd);
    }
    if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR) die("accept");
}

static void listen_on(source source, const char *address, const char *port)
{
    char *end;
    unsigned long number = strtoul(port, &end, 10);
    if (end == port || *end || number < 1 || number > 65535) errno = EINVAL, die(port);
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(number) };
    static endpoint listeners[3];
    endpoint *l = &listeners[source];
    *l = (endpoint){ source, socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) };
    if (inet_pton(AF_INET, address, &a.sin_addr) != 1) errno = EINVAL, die(address);
    setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
    if (bind(l->fd, (struct sockaddr *)&a, sizeof a) || listen(l->fd, 4096)) die(port);
    register_source(l, l->fd);
}

static void make_tls(const char *cert, const char *key, const char *ca, bool tickets, const char *protocol)
{
    tls = need(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
    if (!strcmp(protocol, "1.2")) SSL_CTX_set_max_proto_version(tls, TLS1_2_VERSION);
    SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(tls, 1);
    SSL_CTX_set_default_read_buffer_len(tls, 128 << 10);
    SSL_CTX_set_session_id_context(tls, (const unsigned char *)"nullbroker", 10);
    if (!tickets) {
        SSL_CTX_set_options(tls, SSL_OP_NO_TICKET);
        SSL_CTX_set_num_tickets(tls, 0);
        SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
    }
    bool ok = cert && key && SSL_CTX_use_certificate_chain_file(tls, cert) == 1 &&
              SSL_CTX_use_PrivateKey_file(tls, key, SSL_FILETYPE_PEM) == 1;
    if (ok && ca) {
        ok = SSL_CTX_load_verify_locations(tls, ca, NULL) == 1;
        SSL_CTX_set_client_CA_list(tls, SSL_load_client_CA_file(ca));
        SSL_CTX_set_verify(tls, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    }
    if (!ok) {
        fprintf(stderr, "nullbroker: --tls needs a readable --cert and --key (and --ca, to demand client certificates)\n");
        ERR_print_errors_fp(stderr);
        exit(1);
    }
}

static const char usage[] =
    "usage: nullbroker [--plain PORT] [--tls PORT --cert FILE --key FILE [--ca FILE]] [options]\n"
    "  --plain PORT     listen for plaintext MQTT\n"
    "  --tls PORT       listen for MQTT over TLS; with --ca a client certificate is required\n"
    "  --stats PORT     whoever connects gets the counters\n"
    "  --bind ADDRESS   IPv4 address of all listeners (127.0.0.1)\n"
    "  --fanout         hand each PUBLISH to its subscribers; without it SUBSCRIBE is only acknowledged\n"
    "  --protocol 1.2   TLS 1.2 and no newer\n"
    "  --no-tickets     no TLS session resumption\n";

int main(int argc, char **argv)
{
    enum { PLAIN, TLS, STATS, BIND, CERT, KEY, CA, FANOUT, NO_TICKETS, PROTOCOL, HELP };
    static const struct option options[] = {
        { "plain", 1, 0, PLAIN }, { "tls", 1, 0, TLS }, { "stats", 1, 0, STATS }, { "bind", 1, 0, BIND },
        { "cert", 1, 0, CERT }, { "key", 1, 0, KEY }, { "ca", 1, 0, CA }, { "fanout", 0, 0, FANOUT },
        { "no-tickets", 0, 0, NO_TICKETS }, { "protocol", 1, 0, PROTOCOL }, { "help", 0, 0, HELP }, { 0 } };
    const char *plain = NULL, *secure = NULL, *stats = NULL, *address = "127.0.0.1", *cert = NULL, *key = NULL,
               *ca = NULL, *protocol = "";
    bool tickets = true;
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) switch (o) {
        case PLAIN: plain = optarg; break;
        case TLS: secure = optarg; break;
        case STATS: stats = optarg; break;
        case BIND: address = optarg; break;
        case CERT: cert = optarg; break;
        case KEY: key = optarg; break;
        case CA: ca = optarg; break;
        case FANOUT: fanout = true; break;
        case NO_TICKETS: tickets = false; break;
        case PROTOCOL: protocol = optarg; break;
        case HELP: fputs(usage, stdout); return 0;
        default: fputs(usage, stderr); return 2;
        }
    if (optind < argc || (!plain && !secure)) {
        fputs(usage, stderr);
        return 2;
    }

    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    signal(SIGPIPE, SIG_IGN);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1), sigaddset(&set, SIGINT), sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    endpoint signals = { SIGNALS, signalfd(-1, &set, SFD_CLOEXEC) };

    if ((epoll_fd = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll_create1");
    register_source(&signals, signals.fd);
    if (secure) make_tls(cert, key, ca, tickets, protocol);
    if (plain) listen_on(PLAIN_LISTENER, address, plain);
    if (secure) listen_on(TLS_LISTENER, address, secure);
    if (stats) listen_on(STATS_LISTENER, address, stats);

    for (;;) {
        struct epoll_event events[256];
        int n = epoll_wait(epoll_fd, events, 256, -1);
        if (n < 0 && errno != EINTR) die("epoll_wait");
        for (int i = 0; i < n; i++) {
            void *s = events[i].data.ptr;
            struct signalfd_siginfo info;
            switch (*(source *)s) {
            case CONNECTION: on_connection(s, events[i].events); break;
            case SIGNALS:
                if (read(signals.fd, &info, sizeof info) != sizeof info) break;
                print_counters(STDOUT_FILENO);
                if (info.ssi_signo != SIGUSR1) return 0;
                break;
            default: accept_all(s);
            }
        }
        bury();
    }
}

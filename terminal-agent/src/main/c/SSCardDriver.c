/*
 * The standard reader interface as a shared library. It carries parameters to the terminal agent and the answer back:
 * POST /native/{function} on one kept-alive connection to 127.0.0.1, parameters as a form whose bytes are the caller's GBK,
 * the answer a return code, a line feed and pOutInfo in GBK.
 *
 * Callers declare these functions wrongly (terminal interface, section 7). No pointer is followed before the kernel has
 * said that it can be: a bad one is -14, never a crash.
 */
#define _GNU_SOURCE
#include "SSCardDriver.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum {
    PORT = 12342,
    /* The agent ends a call long before: the holder has his time at the pad, three times for a change. */
    ANSWER_SECONDS = 600,
    LOWEST_POINTER = 64 * 1024,
    LONGEST_PARAMETER = 1 << 20,
    LONGEST_ANSWER = 8 << 20,
    LONGEST_HEAD = 16 << 10,
    /* At most this much is written to the probing pipe at once, so that it never blocks. */
    PROBE = 512,
    SHORTEST_BUFFER = 256,

    LIBRARY = -5,
    PARAMETER = -14,
    BAD_INPUT = -23,
    TOO_LONG = -42
};

static const char NO_AGENT[] =
    "\xd6\xd5\xb6\xcb\xb4\xfa\xc0\xed\xce\xb4\xd4\xcb\xd0\xd0"; /* 终端代理未运行 */
static const char NO_ANSWER[] =
    "\xd6\xd5\xb6\xcb\xb4\xfa\xc0\xed\xce\xde\xd3\xd0\xd0\xa7\xb4\xf0\xb8\xb4"; /* 终端代理无有效答复 */
static const char DOES_NOT_FIT[] = "\xbb\xba\xb3\xe5\xc7\xf8\xb2\xbb\xd7\xe3"; /* 缓冲区不足 */

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int connection = -1;
static pid_t connection_owner;

/* A pipe per call: the kernel copies through it what a pointer points to, and says EFAULT where it points nowhere. */
struct probe {
    int ends[2];
};

static int probe_open(struct probe *probe) {
    return pipe2(probe->ends, O_CLOEXEC | O_NONBLOCK);
}

static void probe_close(struct probe *probe) {
    close(probe->ends[0]);
    close(probe->ends[1]);
}

/* How many of the bytes can be read, up to PROBE; they lie in copy afterwards. */
static size_t probe_read(struct probe *probe, const void *from, size_t wanted, char *copy) {
    ssize_t written = write(probe->ends[1], from, wanted < PROBE ? wanted : PROBE);
    if (written <= 0) {
        return 0;
    }
    ssize_t back = read(probe->ends[0], copy, (size_t) written);
    return back < 0 ? 0 : (size_t) back;
}

static int outside(const void *pointer) {
    return (uintptr_t) pointer < LOWEST_POINTER;
}

/* Writes as many bytes as can be written: all or none of each piece. */
static int probe_write(struct probe *probe, char *to, const char *from, size_t length) {
    while (length > 0) {
        size_t piece = length < PROBE ? length : PROBE;
        if (write(probe->ends[1], from, piece) != (ssize_t) piece) {
            return -1;
        }
        ssize_t done = read(probe->ends[0], to, piece);
        if (done != (ssize_t) piece) {
            char rest[PROBE];
            while (read(probe->ends[0], rest, sizeof rest) > 0) {
            }
            return -1;
        }
        to += piece;
        from += piece;
        length -= piece;
    }
    return 0;
}

struct text {
    char *bytes;
    size_t length;
    size_t room;
    int failed;
};

static void append(struct text *text, const char *bytes, size_t length) {
    if (text->failed) {
        return;
    }
    if (text->length + length + 1 > text->room) {
        size_t room = (text->length + length + 1) * 2;
        char *larger = realloc(text->bytes, room);
        if (larger == NULL) {
            text->failed = 1;
            return;
        }
        text->bytes = larger;
        text->room = room;
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = 0;
}

static void append_text(struct text *text, const char *string) {
    append(text, string, strlen(string));
}

/* A parameter and its PIN-free content leave no trace in freed memory. */
static void erase(struct text *text) {
    if (text->bytes != NULL) {
        explicit_bzero(text->bytes, text->room);
        free(text->bytes);
    }
    memset(text, 0, sizeof *text);
}

static void append_escaped(struct text *text, unsigned char byte) {
    static const char digits[] = "0123456789ABCDEF";
    char escaped[3] = {'%', digits[byte >> 4], digits[byte & 15]};
    append(text, escaped, sizeof escaped);
}

/* 0, PARAMETER for a pointer to nowhere, BAD_INPUT for a string without an end. */
static long append_string(struct probe *probe, struct text *form, const char *string) {
    if (outside(string)) {
        return PARAMETER;
    }
    size_t taken = 0;
    while (taken < LONGEST_PARAMETER) {
        char piece[PROBE];
        /* Not across the end of a page: the string may end there, and the next page be nobody's. */
        size_t page_left = 4096 - ((uintptr_t) (string + taken) & 4095);
        size_t count = probe_read(probe, string + taken, page_left, piece);
        if (count == 0) {
            return PARAMETER;
        }
        for (size_t at = 0; at < count; at++) {
            if (piece[at] == 0) {
                return 0;
            }
            append_escaped(form, (unsigned char) piece[at]);
        }
        taken += count;
    }
    return BAD_INPUT;
}

static void disconnect(void) {
    if (connection >= 0) {
        close(connection);
        connection = -1;
    }
}

/* The agent may have closed an idle connection; a forked child must not share its parent's. */
static int usable(void) {
    if (connection < 0) {
        return 0;
    }
    if (connection_owner != getpid()) {
        disconnect();
        return 0;
    }
    char byte;
    ssize_t seen = recv(connection, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (seen < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        return 1;
    }
    disconnect();
    return 0;
}

static int agent_port(void) {
    const char *configured = getenv("SSCARD_AGENT_PORT");
    int port = configured == NULL ? PORT : atoi(configured);
    return port > 0 && port < 65536 ? port : PORT;
}

static int connect_agent(void) {
    if (usable()) {
        return 0;
    }
    int fresh = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fresh < 0) {
        return -1;
    }
    struct sockaddr_in agent = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t) agent_port()),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(fresh, (struct sockaddr *) &agent, sizeof agent) != 0) {
        close(fresh);
        return -1;
    }
    int on = 1;
    setsockopt(fresh, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct timeval limit = {.tv_sec = ANSWER_SECONDS};
    setsockopt(fresh, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    connection = fresh;
    connection_owner = getpid();
    return 0;
}

static int send_all(const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = send(connection, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return -1;
        }
        bytes += sent;
        length -= (size_t) sent;
    }
    return 0;
}

static int receive_more(struct text *answer) {
    char piece[4096];
    ssize_t count;
    do {
        count = recv(connection, piece, sizeof piece, 0);
    } while (count < 0 && errno == EINTR);
    if (count <= 0) {
        return -1;
    }
    append(answer, piece, (size_t) count);
    explicit_bzero(piece, sizeof piece);
    return answer->failed ? -1 : 0;
}

/* Where the body begins in answer, or -1. */
static long receive(struct text *answer, size_t *body_length) {
    char *head_end = NULL;
    while (head_end == NULL) {
        if (answer->length > LONGEST_HEAD || receive_more(answer) != 0) {
            return -1;
        }
        head_end = strstr(answer->bytes, "\r\n\r\n");
    }
    size_t body = (size_t) (head_end - answer->bytes) + 4;
    if (strncmp(answer->bytes, "HTTP/1.1 200", 12) != 0) {
        return -1;
    }
    *head_end = 0;
    const char *length = strcasestr(answer->bytes, "\r\ncontent-length:");
    if (length == NULL) {
        return -1;
    }
    unsigned long wanted = strtoul(length + 17, NULL, 10);
    if (wanted > LONGEST_ANSWER) {
        return -1;
    }
    while (answer->length < body + wanted) {
        if (receive_more(answer) != 0) {
            return -1;
        }
    }
    *body_length = wanted;
    return (long) body;
}

static size_t room_for_answer(void) {
    const char *configured = getenv("SSCARD_OUT_BYTES");
    long bytes = configured == NULL ? 0 : atol(configured);
    return bytes < SHORTEST_BUFFER ? LONGEST_ANSWER : (size_t) bytes;
}

/* The answer to the caller; a message stands in for data that does not fit. */
static long deliver(struct probe *probe, char *out, long code, const char *text, size_t length) {
    if (length + 1 > room_for_answer()) {
        return deliver(probe, out, TOO_LONG, DOES_NOT_FIT, strlen(DOES_NOT_FIT));
    }
    if (probe_write(probe, out, text, length) != 0 || probe_write(probe, out + length, "", 1) != 0) {
        return PARAMETER;
    }
    return code;
}

static long ask(struct probe *probe, const char *function, const struct text *form, char *out) {
    char head[256];
    int head_length = snprintf(
        head,
        sizeof head,
        "POST /native/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=GBK\r\nContent-Length: %zu\r\n\r\n",
        function,
        agent_port(),
        form->length);
    if (connect_agent() != 0) {
        return deliver(probe, out, LIBRARY, NO_AGENT, strlen(NO_AGENT));
    }
    struct text answer = {0};
    size_t length = 0;
    long body = -1;
    /* What was sent once is never sent again: it may have debited the card. */
    if (send_all(head, (size_t) head_length) == 0 && send_all(form->bytes, form->length) == 0) {
        body = receive(&answer, &length);
    }
    long result;
    char *line_end = body < 0 ? NULL : memchr(answer.bytes + body, '\n', length);
    if (line_end == NULL) {
        disconnect();
        result = deliver(probe, out, LIBRARY, NO_ANSWER, strlen(NO_ANSWER));
    } else {
        long code = strtol(answer.bytes + body, NULL, 10);
        size_t text = (size_t) (line_end + 1 - (answer.bytes + body));
        result = deliver(probe, out, code, line_end + 1, length - text);
    }
    erase(&answer);
    return result;
}

/* Names and values of the parameters, an int as "%i" and a string as "%s", ended by NULL. */
static long call(const char *function, char *out, ...) {
    struct probe probe;
    if (outside(out)) {
        return PARAMETER;
    }
    if (probe_open(&probe) != 0) {
        return LIBRARY;
    }
    struct text form = {0};
    append_text(&form, "");
    long result = probe_write(&probe, out, "", 1) == 0 ? 0 : PARAMETER;
    va_list parameters;
    va_start(parameters, out);
    const char *name;
    while (result == 0 && (name = va_arg(parameters, const char *)) != NULL) {
        append_text(&form, form.length == 0 ? "" : "&");
        append_text(&form, name);
        append_text(&form, "=");
        if (name[0] == 'i') {
            char number[16];
            snprintf(number, sizeof number, "%d", va_arg(parameters, int));
            append_text(&form, number);
        } else {
            result = append_string(&probe, &form, va_arg(parameters, const char *));
        }
    }
    va_end(parameters);
    if (result == 0) {
        pthread_mutex_lock(&turn);
        result = form.failed ? LIBRARY : ask(&probe, function, &form, out);
        pthread_mutex_unlock(&turn);
    }
    erase(&form);
    probe_close(&probe);
    return result;
}

#define END ((const char *) NULL)

#define OF_TYPE(name)                                                                                                \
    long name(int iType, char *pOutInfo) {                                                                           \
        return call(#name, pOutInfo, "iType", iType, END);                                                           \
    }
#define OF_CARD(name)                                                                                                \
    long name(int iType, char *pCardInfo, char *pOutInfo) {                                                          \
        return call(#name, pOutInfo, "iType", iType, "pCardInfo", pCardInfo, END);                                   \
    }
#define OF_CARD_AND(name, more)                                                                                      \
    long name(int iType, char *pCardInfo, char *more, char *pOutInfo) {                                              \
        return call(#name, pOutInfo, "iType", iType, "pCardInfo", pCardInfo, #more, more, END);                      \
    }
#define OF_KEY(name)                                                                                                 \
    long name(char *pKey, char *pOutInfo) {                                                                          \
        return call(#name, pOutInfo, "pKey", pKey, END);                                                             \
    }

OF_TYPE(iReadCardBas)
OF_TYPE(iReadCardBas_HSM_Step1)
OF_KEY(iReadCardBas_HSM_Step2)

long iReadCard(int iType, int iAuthType, char *pCardInfo, char *pFileAddr, char *pOutInfo) {
    return call(
        "iReadCard",
        pOutInfo,
        "iType",
        iType,
        "iAuthType",
        iAuthType,
        "pCardInfo",
        pCardInfo,
        "pFileAddr",
        pFileAddr,
        END);
}

OF_CARD_AND(iReadCard_HSM_Step1, pFileAddr)
OF_KEY(iReadCard_HSM_Step2)

long iWriteCard(int iType, char *pCardInfo, char *pFileAddr, char *pWriteData, char *pOutInfo) {
    return call(
        "iWriteCard",
        pOutInfo,
        "iType",
        iType,
        "pCardInfo",
        pCardInfo,
        "pFileAddr",
        pFileAddr,
        "pWriteData",
        pWriteData,
        END);
}

OF_CARD_AND(iWriteCard_HSM_Step1, pFileAddr)

long iWriteCard_HSM_Step2(char *pKey, char *pWriteData, char *pOutInfo) {
    return call("iWriteCard_HSM_Step2", pOutInfo, "pKey", pKey, "pWriteData", pWriteData, END);
}

OF_TYPE(iVerifyPIN)
OF_TYPE(iChangePIN)
OF_CARD(iReloadPIN)
OF_CARD(iReloadPIN_HSM_Step1)
OF_KEY(iReloadPIN_HSM_Step2)
OF_KEY(iReloadPIN_HSM_Step3)
OF_CARD(iUnblockPIN)
OF_CARD(iUnblockPIN_HSM_Step1)
OF_KEY(iUnblockPIN_HSM_Step2)
OF_KEY(iUnblockPIN_HSM_Step3)
OF_CARD_AND(iDoDebit, pPayInfo)
OF_CARD_AND(iDoDebit_HSM_Step1, pPayInfo)
OF_KEY(iDoDebit_HSM_Step2)
OF_TYPE(iReadDebitRecord)

OF_CARD(iUnlockPIN)
OF_CARD(iUnlockPIN_HSM_Step1)
OF_KEY(iUnlockPIN_HSM_Step2)
OF_KEY(iUnlockPIN_HSM_Step3)
OF_TYPE(iReadDebit)

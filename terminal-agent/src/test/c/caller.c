/*
 * A caller as they are: buffers of 256 bytes, functions found by name, wrong signatures. Prints one line per call:
 * what, the code, pOutInfo in GBK. A canary behind each buffer tells whether it was overrun.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

typedef long (*of_type)(int, char *);
typedef long (*of_card)(int, char *, char *);
typedef long (*of_file)(int, int, char *, char *, char *);
typedef long (*of_wrong)(char *);
typedef long (*of_number)(int, int);

static struct {
    char out[256];
    char canary[16];
} buffer;

static void said(const char *what, long code) {
    int overrun = 0;
    for (size_t at = 0; at < sizeof buffer.canary; at++) {
        overrun |= buffer.canary[at] != 0x5A;
    }
    printf("%s %ld %s%s\n", what, code, overrun ? "OVERRUN " : "", buffer.out);
    memset(&buffer, 0x5A, sizeof buffer);
    buffer.out[0] = 0;
}

int main(int count, char **arguments) {
    void *library = dlopen(arguments[1], RTLD_NOW);
    if (count < 3 || library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    char *card = arguments[2];
    memset(&buffer, 0x5A, sizeof buffer);
    buffer.out[0] = 0;

    of_type read_basic = (of_type) dlsym(library, "iReadCardBas");
    of_file read_file = (of_file) dlsym(library, "iReadCard");
    of_card unblock = (of_card) dlsym(library, "iUnlockPIN");
    said("basic", read_basic(3, buffer.out));
    said("type", read_basic(9, buffer.out));
    said("file", read_file(1, 2, card, "SSSEEF05|07|$", buffer.out));
    said("bad-gbk", read_file(1, 2, card, "\xff\xff", buffer.out));
    said("swapped", read_file(1, 2, "00112233445566778899AABBCCDDEEFF|A12345673|", "SSSEEF05|07|$", buffer.out));
    said("drifted", unblock(1, card, buffer.out));

    /* Wrong signatures: numbers for strings, strings for numbers, nothing at all, memory that is nobody's or read-only. */
    said("null-out", read_basic(1, NULL));
    said("low-out", ((of_number) read_basic)(1, 65535));
    said("null-in", read_file(1, 2, NULL, "SSSEEF05|07|$", buffer.out));
    said("number-in", read_file(1, 2, (char *) 3, "SSSEEF05|07|$", buffer.out));
    said("wild-in", read_file(1, 2, (char *) 0x7f0000000123, "SSSEEF05|07|$", buffer.out));
    said("wild-out", read_basic(1, (char *) 0x7f0000000123));
    said("constant-out", read_basic(1, (char *) "constant"));
    said("string-type", ((of_card) read_basic)((int) (long) card, buffer.out, buffer.out));

    /* A string that ends with its page, the next page being nobody's; a string without an end. */
    char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(pages + 4096, 4096, PROT_NONE);
    char *last = pages + 4096 - strlen("SSSEEF05|07|$") - 1;
    strcpy(last, "SSSEEF05|07|$");
    said("page-end", read_file(1, 2, card, last, buffer.out));
    memset(pages, '0', 4096);
    said("endless", read_file(1, 2, card, pages, buffer.out));
    said("page-out", read_basic(1, pages + 4090));
    return 0;
}

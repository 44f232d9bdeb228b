/*
 * Basic read through libSSCardDriver.so (sscard agent --classic).
 *
 *     gcc -I "$(dirname "$(./sscard path SSCardDriver.h)")" -o basic_read basic_read.c "$(./sscard path libSSCardDriver.so)"
 *
 * Texts are GBK; 0 is success. Take the fields by their place, the last one is empty.
 */
#include <stdio.h>
#include <string.h>

#include "SSCardDriver.h"

int main(void) {
    char out[256] = "";
    long code = iReadCardBas(3, out);
    if (code != 0) {
        printf("%ld %s\n", code, out);
        return 1;
    }
    char *fields[12];
    int count = 0;
    for (char *field = out; count < 12 && field != NULL; count++) {
        fields[count] = field;
        char *end = strchr(field, '|');
        if (end != NULL) {
            *end++ = 0;
        }
        field = end;
    }
    printf("%s %s %s\n", fields[4], fields[2], fields[8]);
    return 0;
}

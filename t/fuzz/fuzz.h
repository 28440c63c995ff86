/* SPDX-License-Identifier: ISC */
/*
 * fuzz.h - what a fuzz target defines, for libFuzzer and for replay.c.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* The folder of its corpus, below the source tree. */
extern const char fuzz_corpus[];

/* Runs once with these bytes. Returns 0; aborts where something is wrong. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif

/* SPDX-License-Identifier: ISC */
/*
 * program.h - which program this is. program.c is made by the Makefile.
 */
#ifndef PROGRAM_H
#define PROGRAM_H

/*
 * Another one with each change of a source or a template: what a cache holds of
 * another program is not what this one would answer.
 */
extern const char program_version[];

#endif

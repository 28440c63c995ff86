/* SPDX-License-Identifier: ISC */
/* ctemplate.h - the library's header, for whoever is in this tree. */
#ifndef CTEMPLATE_IN_TREE_H
#define CTEMPLATE_IN_TREE_H

#include "include/ctemplate-c/ctemplate.h"

#endif

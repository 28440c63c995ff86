/* SPDX-License-Identifier: ISC */
/*
 * router.h - from a request's method and path to its page, by a table. Knows
 * neither doors nor storage.
 */
#ifndef ROUTER_H
#define ROUTER_H

#include "base/base.h"
#include "http/request.h"
#include "http/response.h"
#include "site/site.h"

/*
 * Answers one request: takes over the owner's edits, finds the page, seals the
 * response. Never fails: what goes wrong is logged and answered with 500.
 */
void router_answer(struct site *site, const struct request *request,
    struct arena *arena, struct response *response);

#endif

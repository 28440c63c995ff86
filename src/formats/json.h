/* SPDX-License-Identifier: ISC */
/*
 * json.h - questions as other programs export them in JSON (RFC 8259): an
 * FAQPage of schema.org, this program's own faq.json, or whatever else holds
 * objects that have a question and an answer. The only user of jansson.
 */
#ifndef JSON_H
#define JSON_H

#include "base/base.h"
#include "formats/sheet.h"

/*
 * Adds text[0..len), UTF-8, to the sheet as Markdown. What is no JSON is
 * reported as a mistake; strings that have no place in a FAQ are reported.
 * Failures stick in the sheet.
 */
void json_read(
    struct sheet *sheet, const char *text, size_t len, struct report *report);

#endif

/* SPDX-License-Identifier: ISC */
/*
 * page.h - one function a page: request and site to response. Each may rely on
 * a site that was refreshed and, but for page_setup and the error pages, has a
 * store. Returns ST_OK with the response complete but for its sealing; else
 * the router answers with page_failed.
 */
#ifndef PAGE_H
#define PAGE_H

#include "base/base.h"
#include "http/request.h"
#include "http/response.h"
#include "site/site.h"

#define PAGE_MARKDOWN ".md" /* behind a slug: the answer as Markdown */

typedef enum status page_fn(
    struct site *, const struct request *, struct arena *, struct response *);

page_fn page_index;         /* "/", also ?q= */
page_fn page_category;      /* "/category/slug" */
page_fn page_answer;        /* "/slug" */
page_fn page_markdown;      /* "/slug.md" */
page_fn page_all;           /* "/all" */
page_fn page_sitemap;       /* "/sitemap.xml" */
page_fn page_atom;          /* "/feed.atom" */
page_fn page_opensearch;    /* "/opensearch.xml" */
page_fn page_json;          /* "/faq.json" */
page_fn page_llms;          /* "/llms.txt" */
page_fn page_llms_full;     /* "/llms-full.txt" */
page_fn page_suggest;       /* "/suggest.json?q=" */
page_fn page_script;        /* "/search.js" */
page_fn page_style;         /* "/style.css" */
page_fn page_health;        /* "/health.txt", for load balancers */
page_fn page_doctor;        /* "/doctor.html", for the owner */
page_fn page_doctor_script; /* "/doctor.js" */
page_fn page_moved;         /* 301: to page_plain_path */
page_fn page_not_found;     /* 404, with the nearest questions */
page_fn page_not_allowed;   /* 405; 501 where the method is unknown */
page_fn page_refused;       /* 400, 414, 431, by request->fault */
page_fn page_setup;         /* 503, for the owner */
page_fn page_failed;        /* 503; never fails itself */

/*
 * The path in small letters and without slashes at its end, as all addresses
 * are: "/All/" is meant for "/all".
 */
const char *page_plain_path(struct arena *, const struct request *);

#endif

/* SPDX-License-Identifier: ISC */
/* watch.c - inotify on a home's folders. See watch.h. */
#include "site/watch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

enum {
	CHANGES = IN_CREATE | IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE |
		  IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF |
		  IN_MOVE_SELF | IN_ONLYDIR,
	MADE = IN_MOVED_TO | IN_ONLYDIR
};

struct watch {
	int fd;
	int home, var;
	char *path;
};

/* Watches one folder of the home; -1 where there is none, or no more. */
static int
add_folder(const struct watch *watch, const char *name, uint32_t mask)
{
	struct buffer path = {0};
	int id = -1;

	buffer_printf(&path, "%s/%s", watch->path, name);
	if (path.status == ST_OK)
		id = inotify_add_watch(watch->fd, path.data, mask);
	buffer_free(&path);
	return id;
}

/* Watches what is there; asking a second time changes nothing. */
static void
add_folders(struct watch *watch)
{
	watch->home = add_folder(watch, ".", CHANGES);
	add_folder(watch, "data", CHANGES);
	add_folder(watch, "templates", CHANGES);
	watch->var = add_folder(watch, "var", MADE);
}

struct watch *
watch_new(const char *home)
{
	struct watch *watch = calloc(1, sizeof(*watch));

	if (watch == NULL)
		return NULL;
	watch->path = strdup(home);
	watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch->path != NULL && watch->fd >= 0)
		add_folders(watch);
	if (watch->path == NULL || watch->fd < 0 || watch->home < 0) {
		watch_free(watch);
		return NULL;
	}
	return watch;
}

void
watch_free(struct watch *watch)
{
	if (watch == NULL)
		return;
	if (watch->fd >= 0)
		close(watch->fd);
	free(watch->path);
	free(watch);
}

int
watch_descriptor(const struct watch *watch)
{
	return watch != NULL ? watch->fd : -1;
}

static void
read_event(struct watch *watch, const struct inotify_event *event,
    struct watch_news *news)
{
	const char *name = event->len > 0 ? event->name : "";

	if (event->wd == watch->var && strcmp(name, "faq.db") == 0)
		news->store = true;
	else if (event->wd != watch->var)
		news->sources = true;
	if (event->wd == watch->home || event->mask & IN_IGNORED)
		add_folders(watch); /* one may have been made anew */
}

struct watch_news
watch_read(struct watch *watch)
{
	_Alignas(struct inotify_event) char events[16 << 10];
	struct watch_news news = {0};
	ssize_t len = 0;

	if (watch != NULL)
		len = read(watch->fd, events, sizeof(events));
	for (ssize_t at = 0; at < len;) {
		const struct inotify_event *event = (void *)(events + at);

		if (event->mask & IN_Q_OVERFLOW)
			news = (struct watch_news){true, true};
		else
			read_event(watch, event, &news);
		at += (ssize_t)(sizeof(*event) + event->len);
	}
	return news;
}

/* SPDX-License-Identifier: ISC */
/* doctor.c - looks at a home and how it is called. See doctor.h. */
#include "site/doctor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "faq/sources.h"
#include "site/asked.h"
#include "site/confine.h"

enum {
	OPEN_SECONDS = 3600,     /* how long HOME/doctor opens the page */
	STATUS_MAX = 64 << 10,   /* bytes of var/status.txt that are shown */
	LOG_LINES = 20,          /* of var/log that are shown */
	NAMES_MAX = 20,          /* names of files in one finding */
	DRAFTS_MAX = 100,        /* drafts */
	DRAFTS_BYTES = 64 << 10, /* and all that is shown of them */
	CLOCK_SLACK = 120,       /* seconds that a file may be ahead */
	CLOCK_LEAST = 1735689600 /* 2025: before it a clock is wrong */
};

/* What an examination is about, and where it goes. */
struct doctor {
	struct findings *findings;
	struct arena *arena;
	const struct site *site;
	const struct request *request;
	bool trusted; /* who asks may know where on the disk things are */
};

/* Bytes of others, such as names of files, as text that can be shown. */
static const char *
clean(struct arena *arena, const char *bytes, size_t len)
{
	struct buffer out = {0};

	text_clean(&out, bytes, len, SIZE_MAX);
	return arena_text(arena, &out);
}

__attribute__((format(printf, 5, 6))) static void
add(struct doctor *doctor, enum finding_level level, const char *what,
    const char *lines, const char *format, ...)
{
	struct findings *findings = doctor->findings;
	struct buffer text = {0};
	char piece[2000];
	va_list ap;
	int len;

	if (findings->count == FINDINGS_MAX)
		return;
	va_start(ap, format);
	len = vsnprintf(piece, sizeof(piece), format, ap);
	va_end(ap);
	if (len < 0)
		len = 0;
	text_clean(&text, piece,
	    (size_t)len < sizeof(piece) ? (size_t)len : sizeof(piece) - 1,
	    SIZE_MAX);
	findings->list[findings->count++] = (struct finding){.level = level,
	    .what = what,
	    .text = arena_text(doctor->arena, &text),
	    .lines = lines != NULL ? lines : ""};
	if ((int)level > findings->worst)
		findings->worst = (int)level;
}

static const char *
last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* A path as far as who asks may know it: to the world its name alone. */
static const char *
show_path(const struct doctor *doctor, const char *path)
{
	return doctor->trusted ? path : last_part(path);
}

/* The folder in which something lies. */
static const char *
folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return ".";
	return arena_copy(
	    arena, path, slash == path ? 1 : (size_t)(slash - path));
}

static bool
may(const char *path, int mode)
{
	return faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0;
}

static const char *
format_time(struct arena *arena, time_t when)
{
	struct tm parts;
	char shown[40];

	if (gmtime_r(&when, &parts) == NULL ||
	    strftime(shown, sizeof(shown), "%Y-%m-%d %H:%M:%S UTC", &parts) ==
		0)
		return "?";
	return arena_string(arena, shown);
}

/* ------------------------------------------------------------ the program */

/*
 * What suexec refuses, told before it does: others that may write, and another
 * owner than the account that the program runs as.
 */
static void
judge_mode(struct doctor *doctor, const char *what, const char *path)
{
	const char *kind = "file";
	struct stat st;

	if (stat(path, &st) != 0)
		return;
	if (S_ISDIR(st.st_mode))
		kind = "folder";
	if (st.st_mode & 022)
		add(doctor, FINDING_WARNING, what, NULL,
		    "Others may write to the %s %s (permissions %03o), and "
		    "many hosts refuse to run a program then. Give it 755.",
		    kind, show_path(doctor, path), (unsigned)st.st_mode & 0777);
	else if (!S_ISDIR(st.st_mode) && (st.st_mode & (S_ISUID | S_ISGID)))
		add(doctor, FINDING_WARNING, what, NULL,
		    "The file %s has the permissions %04o, and many hosts "
		    "refuse to run a program that takes its owner's rights. "
		    "Give it 755.",
		    show_path(doctor, path), (unsigned)st.st_mode & 07777);
	else if (st.st_uid != geteuid())
		add(doctor, FINDING_OK, what, NULL,
		    "The %s %s belongs to the account %lu, and the program "
		    "runs as the account %lu.",
		    kind, show_path(doctor, path), (unsigned long)st.st_uid,
		    (unsigned long)geteuid());
	else
		add(doctor, FINDING_OK, what, NULL,
		    "The %s %s is yours, permissions %03o.", kind,
		    show_path(doctor, path), (unsigned)st.st_mode & 0777);
}

static void
look_at_program(struct doctor *doctor)
{
	const struct request *request = doctor->request;
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (request == NULL)
		add(doctor, FINDING_OK, "Program", NULL,
		    "faq.cgi %s, on the command line.", VERSION);
	else
		add(doctor, FINDING_OK, "Program", NULL,
		    "faq.cgi %s, called by %s as %s.", VERSION,
		    *request->software != '\0' ? request->software
					       : "a web server",
		    request->fastcgi ? "FastCGI" : "CGI");
	if (len <= 0)
		return;
	path[len] = '\0';
	judge_mode(doctor, "Program file", path);
	judge_mode(doctor, "Program folder", folder_of(doctor->arena, path));
}

/* What of the kernel's protections this process has. */
static void
look_at_protections(struct doctor *doctor)
{
	struct buffer text = {0};

	confine_tell(&text);
	add(doctor, FINDING_OK, "Protections", NULL, "%s",
	    arena_text(doctor->arena, &text));
	buffer_free(&text);
}

/* ---------------------------------------------------------------- the home */

/* Whether a folder holds what a home does. */
static bool
is_home(struct arena *arena, const char *path)
{
	return may(arena_printf(arena, "%s/data", path), F_OK) ||
	       may(arena_printf(arena, "%s/faq.conf", path), F_OK);
}

static int
is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Calls the function for each name in a folder, in their order. */
static void
each_name(struct doctor *doctor, const char *folder,
    void (*see)(struct doctor *, const char *path, const char *name, void *),
    void *data)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_shown, alphasort);

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		see(doctor, arena_printf(doctor->arena, "%s/%s", folder, name),
		    name, data);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

struct lookalike {
	const char *wanted;
	const char *found; /* NULL: none */
};

/* A folder of the right name in other letters, or that holds a home. */
static void
see_lookalike(
    struct doctor *doctor, const char *path, const char *name, void *data)
{
	struct lookalike *looked = data;
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode) ||
	    strcmp(name, looked->wanted) == 0)
		return;
	if (strcasecmp(name, looked->wanted) == 0 ||
	    (looked->found == NULL && is_home(doctor->arena, path)))
		looked->found = arena_string(doctor->arena, name);
}

static void
miss_home(struct doctor *doctor)
{
	const char *home = doctor->site->home, *name = last_part(home);
	struct lookalike looked = {.wanted = name};
	struct stat st;
	int error;

	each_name(
	    doctor, folder_of(doctor->arena, home), see_lookalike, &looked);
	error = stat(home, &st) == 0 ? 0 : errno;
	if (error == 0)
		add(doctor, FINDING_PROBLEM, "Home", NULL,
		    "The folder %s cannot be read: it belongs to the account "
		    "%lu with the permissions %03o, and the program runs as "
		    "the account %lu. Give the folder to your own account, "
		    "with 755.",
		    show_path(doctor, home), (unsigned long)st.st_uid,
		    (unsigned)st.st_mode & 0777, (unsigned long)geteuid());
	else if (looked.found != NULL)
		add(doctor, FINDING_PROBLEM, "Home", NULL,
		    "There is no folder %s beside the program, but one named "
		    "%s. Rename that to %s; capital letters count.",
		    name, looked.found, name);
	else if (is_home(doctor->arena, folder_of(doctor->arena, home)))
		add(doctor, FINDING_PROBLEM, "Home", NULL,
		    "There is no folder %s beside the program, but what "
		    "belongs into it lies there itself. Make a folder %s, and "
		    "move data, faq.conf and all else of the FAQ into it, but "
		    "not the program.",
		    name, name);
	else
		add(doctor, FINDING_PROBLEM, "Home", NULL,
		    "The folder %s cannot be found (%s). Upload it beside the "
		    "program, under that very name.",
		    show_path(doctor, home), strerror(error));
}

/* Whether a program of that path has its home there: but for its ending. */
static bool
is_beside(const char *program, const char *home)
{
	size_t len = strlen(home);

	return program != NULL && strncmp(program, home, len) == 0 &&
	       (program[len] == '\0' ||
		   (program[len] == '.' && !strchr(program + len, '/')));
}

/* How the home was found; see main.c. */
static const char *
explain_home(const struct doctor *doctor)
{
	const char *home = doctor->site->home, *named = getenv("FAQ_HOME");
	char path[PATH_MAX] = "";

	if (named != NULL && strcmp(named, home) == 0)
		return "which FAQ_HOME names";
	if (doctor->request != NULL && !doctor->request->fastcgi &&
	    is_beside(getenv("SCRIPT_FILENAME"), home))
		return "beside the program, where the web server says that "
		       "it lies (SCRIPT_FILENAME)";
	if (readlink("/proc/self/exe", path, sizeof(path) - 1) > 0 &&
	    is_beside(path, home))
		return "beside the program";
	return "which -C names";
}

/* A name that the program looks for, in other letters or with .txt behind. */
static const char *
meant_name(const char *name, bool folder)
{
	static const struct {
		const char *name;
		bool folder;
	} known[] = {{"data", true}, {"faq.conf", false}, {"files", true},
	    {"header.md", false}, {"templates", true}};
	size_t len;

	for (size_t i = 0; i < COUNT(known); i++) {
		len = strlen(known[i].name);
		if (folder == known[i].folder &&
		    strncasecmp(name, known[i].name, len) == 0 &&
		    strcmp(name, known[i].name) != 0 &&
		    (name[len] == '\0' ||
			(!folder && strcasecmp(name + len, ".txt") == 0)))
			return known[i].name;
	}
	return NULL;
}

/* What lies in the home and is not seen, though it was meant to be. */
static void
see_odd_name(
    struct doctor *doctor, const char *path, const char *name, void *data)
{
	const char *shown = clean(doctor->arena, name, strlen(name)), *meant;
	struct buffer *odd = data;
	struct stat st;

	/* of folders that are missed miss_questions says more */
	if (stat(path, &st) != 0 ||
	    (S_ISDIR(st.st_mode) && doctor->site->problem != SITE_FINE))
		return;
	meant = meant_name(name, S_ISDIR(st.st_mode));
	if (meant != NULL)
		buffer_printf(
		    odd, "%s - the name has to be %s\n", shown, meant);
	else if (S_ISDIR(st.st_mode) && strcmp(name, "var") != 0 &&
		 is_home(doctor->arena, path))
		buffer_printf(odd,
		    "%s - has a FAQ of its own, one folder too deep; what is "
		    "in it belongs into %s itself\n",
		    shown, last_part(doctor->site->home));
}

static void
look_at_names(struct doctor *doctor)
{
	struct buffer odd = {0};

	each_name(doctor, doctor->site->home, see_odd_name, &odd);
	if (odd.len > 0)
		add(doctor, FINDING_WARNING, "Names",
		    arena_text(doctor->arena, &odd),
		    "These are not read because of their name or place:");
	buffer_free(&odd);
}

/* Returns whether there is a home to look into. */
static bool
look_at_home(struct doctor *doctor)
{
	const char *home = doctor->site->home;

	if (!may(arena_printf(doctor->arena, "%s/.", home), R_OK | X_OK)) {
		miss_home(doctor);
		return false;
	}
	add(doctor, FINDING_OK, "Home", NULL, "%s, %s.",
	    show_path(doctor, home), explain_home(doctor));
	judge_mode(doctor, "Home folder", home);
	look_at_names(doctor);
	return true;
}

struct names {
	struct buffer list, closed;
	int count, closed_count;
	bool beside; /* only what is one of questions, and not ours */
	time_t newest;
	const char *newest_name;
};

static void
add_name(struct buffer *list, int *count, const char *name)
{
	if (++*count <= NAMES_MAX)
		buffer_printf(list, "%s\n", name);
}

static void
see_data(struct doctor *doctor, const char *path, const char *name, void *data)
{
	const char *shown = clean(doctor->arena, name, strlen(name));
	struct names *names = data;
	struct stat st = {0};
	const char *reason;

	if (stat(path, &st) == 0 && st.st_mtime > names->newest) {
		names->newest = st.st_mtime;
		names->newest_name = shown;
	}
	reason = sources_reason(name, S_ISDIR(st.st_mode));
	if (names->beside && (reason != NULL || strcmp(name, "header.md") == 0))
		return;
	if (reason != NULL)
		shown = arena_printf(
		    doctor->arena, "%s - is not read: %s", shown, reason);
	add_name(&names->list, &names->count, shown);
	if (!may(path, R_OK))
		add_name(&names->closed, &names->closed_count, shown);
}

static void
look_at_clock(struct doctor *doctor, const struct names *names)
{
	time_t now = time(NULL);
	const char *shown = format_time(doctor->arena, now);

	if (now < CLOCK_LEAST)
		add(doctor, FINDING_WARNING, "Clock", NULL,
		    "The host's clock says %s, which is long ago. Tell your "
		    "host.",
		    shown);
	else if (names->newest > now + CLOCK_SLACK)
		add(doctor, FINDING_WARNING, "Clock", NULL,
		    "The host's clock says %s, but data/%s was written on %s. "
		    "Upload it again; if that does not help, tell your host.",
		    shown, names->newest_name,
		    format_time(doctor->arena, names->newest));
	else
		add(doctor, FINDING_OK, "Clock", NULL, "%s.", shown);
}

/* The folder data/ is missing or closed, or has nothing to read. */
static void
miss_questions(struct doctor *doctor, const char *data, struct names *names)
{
	struct lookalike looked = {.wanted = "data"};
	struct names beside = {.beside = true};

	each_name(doctor, doctor->site->home, see_lookalike, &looked);
	each_name(doctor, doctor->site->home, see_data, &beside);
	if (may(data, R_OK | X_OK))
		add(doctor, FINDING_PROBLEM, "Questions",
		    arena_text(doctor->arena, &names->list),
		    names->count == 0
			? "The folder data is empty. Upload your questions "
			  "into it: files whose names end in .md, .txt, .html, "
			  ".csv, .tsv or .json."
			: "No file in data is one of questions; their names "
			  "end in .md, .txt, .html, .csv, .tsv or .json. There "
			  "are:");
	else if (may(data, F_OK))
		add(doctor, FINDING_PROBLEM, "Questions", NULL,
		    "The folder data cannot be read. Give it to your account, "
		    "with the permissions 755.");
	else if (looked.found != NULL && strcasecmp(looked.found, "data") == 0)
		add(doctor, FINDING_PROBLEM, "Questions", NULL,
		    "There is no folder data, but one named %s. Rename that to "
		    "data; capital letters count.",
		    looked.found);
	else if (looked.found != NULL)
		add(doctor, FINDING_PROBLEM, "Questions", NULL,
		    "There is no folder data in %s, but one in the folder %s "
		    "within it. Move all that is in the inner folder up into "
		    "the outer one.",
		    show_path(doctor, doctor->site->home), looked.found);
	else
		add(doctor, FINDING_PROBLEM, "Questions", NULL,
		    "There is no folder data in %s. Make it, and upload your "
		    "questions into it.",
		    show_path(doctor, doctor->site->home));
	if (beside.count > 0)
		add(doctor, FINDING_PROBLEM, "Beside data",
		    arena_text(doctor->arena, &beside.list),
		    "These files lie beside the folder data; only what lies in "
		    "it is read:");
	buffer_free(&beside.list);
	buffer_free(&beside.closed);
}

static void
look_at_data(struct doctor *doctor)
{
	const char *data =
	    arena_printf(doctor->arena, "%s/data", doctor->site->home);
	struct names names = {0};

	each_name(doctor, data, see_data, &names);
	if (names.closed_count > 0)
		add(doctor, FINDING_PROBLEM, "Files",
		    arena_text(doctor->arena, &names.closed),
		    "%d of the files in data cannot be read. Give them to your "
		    "account, with the permissions 644:",
		    names.closed_count);
	else if (doctor->site->problem == SITE_NO_DATA)
		miss_questions(doctor, data, &names);
	else
		add(doctor, FINDING_OK, "Files",
		    arena_text(doctor->arena, &names.list),
		    "%d in data:", names.count);
	look_at_clock(doctor, &names);
	buffer_free(&names.list);
	buffer_free(&names.closed);
}

/* Whether a line of a report tells of a mistake, and not of a note. */
static bool
has_mistake(const char *lines)
{
	for (; *lines != '\0'; lines += strcspn(lines, "\n")) {
		size_t len;

		lines += strspn(lines, "\n");
		len = strcspn(lines, ": \n");
		if (lines[len] == ':' && lines[len + 1] >= '0' &&
		    lines[len + 1] <= '9' &&
		    memmem(lines, strcspn(lines, "\n"), "note:", 5) == NULL)
			return true;
	}
	return false;
}

/* What var/status.txt would say of her templates, where it cannot be kept. */
static void
look_at_templates(struct doctor *doctor)
{
	const struct site *site = doctor->site;
	struct report report = {0};

	if (!doctor->trusted || doctor->request == NULL)
		return;
	view_check(arena_printf(doctor->arena, "%s/templates", site->home),
	    &site->config, &report);
	if (report.errors + report.notes > 0)
		add(doctor,
		    report.errors > 0 ? FINDING_PROBLEM : FINDING_WARNING,
		    "Templates", arena_text(doctor->arena, &report.text),
		    "What is to be said of your templates:");
	report_free(&report);
}

/* Takes the words of drafts out of a report for whoever reads it. */
static void
hide_drafts(char *text)
{
	static const char mark[] = ": note: a draft, left out";
	char *to = text;

	for (const char *line = text, *next; *line != '\0'; line = next) {
		size_t len = strcspn(line, "\n");
		const char *draft = memmem(line, len, mark, sizeof(mark) - 1);

		next = line + len + (line[len] == '\n');
		if (draft != NULL)
			len = (size_t)(draft - line) + sizeof(mark) - 1;
		memmove(to, line, len);
		to += len;
		if (next[-1] == '\n')
			*to++ = '\n';
	}
	*to = '\0';
}

/* What was read, as the program wrote it down when it did. */
static void
look_at_status(struct doctor *doctor)
{
	const char *path = arena_printf(
	    doctor->arena, "%s/var/status.txt", doctor->site->home);
	bool bad = doctor->site->problem == SITE_BAD_DATA;
	struct buffer text = {0};
	enum status status = file_read(path, STATUS_MAX, &text);
	const char *said;

	if (status == ST_LIMIT) {
		add(doctor, bad ? FINDING_PROBLEM : FINDING_WARNING,
		    "What was read", NULL,
		    "There is much to say of your files. Look into the file "
		    "var/status.txt.");
	} else if (status == ST_OK) {
		text_make_xml(text.data, text.len);
		if (!doctor->trusted) {
			hide_drafts(text.data);
			text.len = strlen(text.data);
		}
		said = arena_text(doctor->arena, &text);
		add(doctor,
		    bad                 ? FINDING_PROBLEM
		    : has_mistake(said) ? FINDING_WARNING
					: FINDING_OK,
		    "What was read", said, "var/status.txt says:");
	} else {
		look_at_templates(doctor);
		if (bad)
			add(doctor, FINDING_PROBLEM, "What was read", NULL,
			    "A file has a mistake that must be mended first. "
			    "The web server's error log, and faq.cgi check, "
			    "name the file and the line.");
	}
	buffer_free(&text);
}

/* Whether what the owner changed last is not what visitors see. */
static bool
is_behind(const struct doctor *doctor)
{
	const struct site *site = doctor->site;
	struct sources now;

	return site->store != NULL &&
	       sources_scan(&now, doctor->arena, site->home) == ST_OK &&
	       now.digest != store_sources(site->store);
}

/* The owner's drafts, which nobody else may see. */
static void
look_at_drafts(struct doctor *doctor)
{
	struct store *store = doctor->site->store;
	struct arena *arena = doctor->arena;
	struct buffer text = {0};
	struct draft *drafts;
	size_t count;

	if (!doctor->trusted || store == NULL ||
	    store_drafts(store, arena, DRAFTS_MAX, &drafts, &count) != ST_OK ||
	    count == 0)
		return;
	for (size_t i = 0; i < count && text.len < DRAFTS_BYTES; i++)
		buffer_printf(&text, "%s%s:%d: %s\n%s\n", i > 0 ? "\n" : "",
		    drafts[i].file, drafts[i].line, drafts[i].question,
		    strlen(drafts[i].answer_text) < DRAFTS_BYTES
			? drafts[i].answer_text
			: "(too long to be shown here)");
	add(doctor, FINDING_OK, "Drafts", arena_text(arena, &text),
	    "%zu question%s marked as a draft; visitors do not see %s:", count,
	    count == 1 ? " is" : "s are", count == 1 ? "it" : "them");
	buffer_free(&text);
}

static void
look_at_var(struct doctor *doctor)
{
	struct arena *arena = doctor->arena;
	struct stat st;
	struct var var;

	var_name(&var, arena, doctor->site->home);
	if (arena->failed)
		return;
	if (!var_can_write(&var))
		add(doctor, FINDING_WARNING, "Memory", NULL,
		    "The program may not write into %s. It works, but slower, "
		    "and forgets the addresses of renamed questions. %s",
		    show_path(doctor, var.folder),
		    may(var.folder, F_OK)
			? "Give that folder to the account that the program "
			  "runs as, or, if your host runs it as another "
			  "account than yours, the permissions 777."
			: "Make a folder var in the home; if your host runs "
			  "the program as another account than yours, give "
			  "it the permissions 777.");
	else if (is_behind(doctor))
		add(doctor, FINDING_WARNING, "Memory", NULL,
		    "Visitors do not see your newest changes yet. Load this "
		    "page again in some seconds. If it says so still, and the "
		    "other findings do not say why: is your web space full? "
		    "The web server's error log says more.");
	else if (stat(var.db, &st) == 0)
		add(doctor, FINDING_OK, "Memory", NULL,
		    "What the program made of your questions on %s is in "
		    "var/faq.db; %s.",
		    format_time(arena, st.st_mtime),
		    may(var.ledger, F_OK)
			? "every address they ever had is in var/ledger.txt, "
			  "which is worth a copy"
			: "there is no var/ledger.txt yet");
	else
		add(doctor, FINDING_OK, "Memory", NULL,
		    "The program may write into var.");
}

/* The last lines of the program's own log, which names paths. */
static void
look_at_log(struct doctor *doctor)
{
	struct arena *arena = doctor->arena;
	struct buffer text = {0}, tail = {0};
	const char *path, *end;
	int lines = 0;

	if (!doctor->trusted)
		return;
	path = arena_printf(arena, "%s/var/log", doctor->site->home);
	if (file_read(path, STATUS_MAX * 2, &text) == ST_OK && text.len > 0) {
		end = text.data + text.len;
		while (end > text.data && lines <= LOG_LINES)
			lines += *--end == '\n';
		if (lines > LOG_LINES)
			end++;
		buffer_string(&tail, end);
		if (tail.status == ST_OK)
			text_make_xml(tail.data, tail.len);
		add(doctor, FINDING_OK, "Messages", arena_text(arena, &tail),
		    "The newest messages in var/log; what they are about may "
		    "be mended by now:");
	}
	buffer_free(&text);
}

/* What is kept of the visitors' searches, where she wanted that. */
static void
look_at_searches(struct doctor *doctor)
{
	struct arena *arena = doctor->arena;
	struct asked_all all;
	struct var var;

	if (strcmp(doctor->site->config.log, "yes") != 0)
		return;
	var_name(&var, arena, doctor->site->home);
	if (arena->failed || asked_read(&var, arena, &all) != ST_OK)
		add(doctor, FINDING_WARNING, "Searches", NULL,
		    "faq.conf has log = yes, but the searches in var cannot be "
		    "read.");
	else if (all.searches == 0)
		add(doctor, FINDING_OK, "Searches", NULL,
		    "faq.conf has log = yes; nobody has searched yet.");
	else
		add(doctor, FINDING_OK, "Searches", NULL,
		    "%zu are kept since %s, %zu without an answer. "
		    "var/report.html tells what visitors look for.",
		    all.searches, all.first, all.missed);
}

/* ------------------------------------------------------------- the address */

/* The lines of a .htaccess with which the FAQ is at /faq. */
static void
advise_address(struct doctor *doctor, const char *address)
{
	const struct request *request = doctor->request;

	add(doctor, FINDING_OK, "Address",
	    arena_printf(doctor->arena,
		"RewriteEngine On\n"
		"RewriteRule ^faq(/.*)?$ %s$1 [L,QSA]\n",
		request->script),
	    "%s. For a shorter one write these lines into the .htaccess of "
	    "your site's first folder, and base_url = %s/faq into faq.conf:",
	    address, request->origin);
}

static void
look_at_address(struct doctor *doctor)
{
	const struct request *request = doctor->request;
	const char *base = doctor->site->config.base_url, *origin;
	size_t len;

	if (request == NULL) {
		add(doctor, FINDING_OK, "Address", NULL,
		    *base != '\0' ? "base_url in faq.conf: %s" : "%s",
		    *base != '\0' ? base
				  : "As the visitor's browser has it; no "
				    "base_url is set.");
		return;
	}
	origin = request->origin;
	len = strlen(origin);
	if (request->path_missing)
		add(doctor, FINDING_PROBLEM, "Address", NULL,
		    "The web server does not tell which page is asked for, and "
		    "base_url in faq.conf does not help. See the start page.");
	else if (*base == '\0')
		advise_address(doctor, arena_printf(doctor->arena, "%s%s",
					   origin, request->script));
	else if (*base != '/' && len > 0 &&
		 (strncmp(base, origin, len) != 0 ||
		     (base[len] != '\0' && base[len] != '/')))
		add(doctor, FINDING_WARNING, "Address", NULL,
		    "base_url in faq.conf is %s, but you are at %s. Every link "
		    "leads to the first. If visitors see that one, all is "
		    "well.",
		    base, origin);
	else
		add(doctor, FINDING_OK, "Address", NULL,
		    "base_url in faq.conf is %s.", base);
}

const char *
doctor_home_path(
    struct arena *arena, const struct site *site, const struct request *request)
{
	const char *script = request->script;
	size_t len = strlen(script), name = strlen(last_part(site->home));
	const char *folder = folder_of(arena, script);

	/* where the program is not called by its own name nobody knows */
	if (len == 0 || strncmp(last_part(script), last_part(site->home), name))
		return "";
	return arena_printf(arena, "%s/%s",
	    strcmp(folder, "/") == 0 ? "" : folder, last_part(site->home));
}

/* ----------------------------------------------------------------- the whole
 */

/* Whether there is a young file HOME/doctor, which only she can upload. */
static bool
is_called(const struct site *site)
{
	/* some computers hide the ending that they give to each file */
	static const char *const names[] = {"doctor", "doctor.txt"};
	struct arena arena = {0};
	struct stat st;
	bool called = false;

	/* also one of the future, where clocks differ, but not of a far one */
	for (size_t i = 0; i < COUNT(names); i++)
		if (stat(arena_printf(&arena, "%s/%s", site->home, names[i]),
			&st) == 0 &&
		    llabs((long long)time(NULL) - st.st_mtime) < OPEN_SECONDS)
			called = true;
	arena_free(&arena);
	return called;
}

void
doctor_examine(struct findings *findings, struct arena *arena,
    const struct site *site, const struct request *request)
{
	struct doctor doctor = {
	    findings, arena, site, request, request == NULL || is_called(site)};

	*findings = (struct findings){0};
	look_at_program(&doctor);
	if (look_at_home(&doctor)) {
		look_at_data(&doctor);
		look_at_status(&doctor);
		look_at_drafts(&doctor);
		look_at_var(&doctor);
		look_at_searches(&doctor);
		look_at_log(&doctor);
	}
	look_at_address(&doctor);
	look_at_protections(&doctor);
}

void
doctor_check(struct findings *findings, struct arena *arena, struct site *site)
{
	struct doctor doctor = {findings, arena, site, NULL, true};
	struct report report = {0};
	struct import_counts counts;
	enum status status = site_check(site, &counts, &report);

	if (status == ST_OK || status == ST_INVALID)
		add(&doctor, report.errors > 0 ? FINDING_PROBLEM : FINDING_OK,
		    "Check", arena_text(arena, &report.text),
		    "%d questions in %d categories, %d mistakes, %d notes.",
		    counts.entries, counts.categories, report.errors,
		    report.notes);
	report_free(&report);
}

bool
doctor_is_in(const struct site *site)
{
	return site->store == NULL || store_entries(site->store) == 0 ||
	       is_called(site);
}

static void
add_json(struct buffer *out, const char *name, const char *value)
{
	buffer_printf(out, "\"%s\": \"", name);
	for (const unsigned char *p = (const unsigned char *)value; *p; p++)
		if (*p == '"' || *p == '\\')
			buffer_printf(out, "\\%c", *p);
		else if (*p < ' ')
			buffer_printf(out, "\\u%04x", *p);
		else
			buffer_add(out, (const char *)p, 1);
	buffer_string(out, "\"");
}

void
doctor_json(const struct findings *findings, struct buffer *out)
{
	buffer_string(out, "{");
	add_json(out, "version", VERSION);
	buffer_string(out, ", \"findings\": [");
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];

		buffer_string(out, i > 0 ? ",\n {" : "\n {");
		add_json(out, "level", view_level(finding->level));
		buffer_string(out, ", ");
		add_json(out, "what", finding->what);
		buffer_string(out, ", ");
		add_json(out, "text", finding->text);
		buffer_string(out, ", ");
		add_json(out, "lines", finding->lines);
		buffer_string(out, "}");
	}
	buffer_string(out, "\n]}\n");
}

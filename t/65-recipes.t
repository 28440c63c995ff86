#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# Every shell line and every file that README and doc/SCALING.md show, and the
# examples of the manual, done as they stand there. A block that nothing here claims fails: so
# no recipe can be written that nobody tries.
use strict;
use warnings;
use File::Copy qw(copy);
use FindBin;
use lib "$FindBin::Bin/lib";
use Bundle;
use FAQ;
use File::Temp qw(tempdir);
use Server;
use Test::More;

my $readme = get_file("$top/README.md");

# The indented blocks of a text, which begin and end at an empty line.
sub blocks {
	my ($text) = @_;
	my @blocks;
	while ($text =~ /(?<=\n\n)((?:(?: {4,}.*)?\n)+)/g) {
		my $block = $1 =~ s/\n+\z/\n/r;
		my ($indent) = $block =~ /^( +)/ or next;
		push @blocks, $block =~ s/^$indent//gmr;
	}
	return @blocks;
}

my @blocks = map { blocks($_) } $readme, get_file("$top/doc/SCALING.md");
cmp_ok(scalar @blocks, '>', 15, 'README shows things to do');
my %used;

# The one block that matches.
sub block {
	my ($pattern) = @_;
	my @found = grep { $_ =~ $pattern } @blocks;
	die scalar(@found) . " blocks for $pattern" if @found != 1;
	$used{$found[0]} = 1;
	return $found[0];
}

# Where the site is www.example.com in a text, it is the test's server.
sub here {
	my ($server, $text) = @_;
	return $text =~ s{https://www\.example\.com}{$server->{root}}gr;
}

# An Apache like a shared host's: cgi-bin, and .htaccess in the site. The
# address is known when it runs, so the files come from what this gives.
sub host {
	my ($more) = @_;
	my ($server, $said) = Server->start('cgid', <<"END");
ScriptAlias /cgi-bin/ /srv/www/cgi-bin/
<Directory /srv/www>
	AllowOverride All
	Options +Includes
	AddOutputFilter INCLUDES .shtml
</Directory>
END
	ok($server, 'Apache starts') or diag($said);
	return $server;
}

sub home_of {
	my ($server) = @_;
	return "$server->{www}/cgi-bin/faq";
}

# `check` finds nothing to mend, and says what else the pattern wants.
sub is_clean {
	my ($home, $what) = @_;
	my ($code, $out, $err) = command($home, 'check');
	is("$code $err", '0 ', "$what: check has nothing to say");
	return $out;
}

# ------------------------------------------------------------ the two commands
subtest 'quickstart' => sub {
	my $block = block(qr/^\.\/quickstart /);
	my @lines = map { s/ +#.*//r } split /\n/, $block;
	is("@lines", './quickstart ./quickstart check', 'two commands');
	my @screen = (split /\n/, $readme)[0 .. 23];
	like(join("\n", @screen), qr/^    \Q$_\E\b/m, "on the first screen: $_")
	    for @lines;
	my ($code, undef, $err) = FAQ::run_program({}, '', 'sh',
	    "$top/quickstart", 'no-such-thing');
	is($code, 1, 'it takes no other word');
	like($err, qr{usage: \./quickstart \[check\]}, 'and says which');
	like(get_file("$top/.ci/run"), qr/^exec \.\/quickstart check$/m,
	    'CI runs the second');
	like($readme, qr/`PORT=9000 \.\/quickstart`/, 'a port');
	($code, undef, $err) = FAQ::run_program({PORT => 'x'}, '', 'sh', '-c',
	    "sed '/^case/,\$d' '$top/quickstart' > q; . ./q; choose_port")
	    if chdir tempdir('quick-XXXXXX', TMPDIR => 1);
	like($err, qr/port x is no port number/, 'is looked at');
	chdir $top;
};

# ----------------------------------------------------- your FAQ in ten minutes
subtest 'the zip file' => sub {
	my $tree = block(qr{^cgi-bin/$}m);
	my $why = Bundle::unavailable();
	plan skip_all => $why if $why;
	my $bundle = Bundle::unpack(Bundle::make());
	my @folders;
	for (split /\n/, $tree) {
		my ($indent, $name) = /^( *)(\S+)/;
		$#folders = length($indent) / 2 - 1;
		my $path = join '', @folders, $name;
		push @folders, $name;
		my @there = glob("'$bundle'/$path");
		ok(@there && -e $there[0], "has $path");
	}
};

subtest 'the first questions' => sub {
	my $home = new_home('data/10-payment.md' => block(qr/^# Payment$/m),
	    'data/index.md' => get_file("$top/data/index.md"),
	    'faq.conf' => block(qr/^contact_email/m));
	like(is_clean($home, 'both'), qr/^2 questions in 1 category$/m,
	    'two questions');
	my $page = cgi($home, '/when-do-i-pay');
	is($page->{status}, 200, 'the second');
	like($page->{body}, qr{href="/cgi-bin/faq\.cgi/card"}, 'links the first');
	like($page->{body}, qr{mailto:hello\@example\.com}, 'whom to ask');
	like($page->{body}, qr{href="https://www\.example\.com/">Example Clinic<},
	    'whose it is');
};

subtest 'how questions are written' => sub {
	my $text = block(qr/^# Safety and comfort$/m);
	my $home = new_home('data/20-safety.md' => $text);
	is_clean($home, 'the sample');
	like(cgi($home, '/does-it-hurt')->{body}, qr{datetime="2026-11-22"},
	    'with its date');
};

# ------------------------------------------------------------------- recipes
SKIP: {
	my @missing = Server::missing('cgid');
	skip "not installed: @missing", 1 if @missing;
	subtest 'a short address' => \&be_short;
	subtest 'a search box' => \&be_searched;
	subtest 'in a page' => \&be_in_a_page;
}
for (qr/^RewriteEngine/, qr/^base_url = https/, qr/^<form/, qr/^<iframe/,
    qr/^<!--#include/) {
	block($_); # claimed also where there is no Apache
}
subtest 'robots.txt' => \&be_crawled;
subtest 'header and logo' => \&look_like_the_site;
subtest 'statistics' => \&count_visitors;

sub be_short {
	my $server = host() or return;
	put_file("$server->{www}/.htaccess", block(qr/^RewriteEngine/));
	put_file(home_of($server) . '/faq.conf',
	    here($server, block(qr/^base_url = https/)));
	my $index = $server->get('/faq');
	is($index->{status}, 200, 'it is there');
	my ($link) = $index->{content} =~ m{href="([^"]+/does-it-hurt)"};
	is($link, "$server->{root}/faq/does-it-hurt", 'links are short');
	like($server->get($link)->{content}, qr{<h1>[^<]*hurt\?</h1>},
	    'and lead to the answer');
	like($server->get('/faq/?q=pain&category=')->{content}, qr{<mark>},
	    'a search keeps its words');
	is($server->get('/faqs')->{status}, 404, 'other addresses are as before');
}

# Whether robots.txt lets a path be read: the longest rule counts (RFC 9309).
sub may_read {
	my ($robots, $path) = @_;
	my ($length, $may) = (-1, 1);
	while ($robots =~ /^(Allow|Disallow): (\S+)$/mg) {
		($length, $may) = (length $2, $1 eq 'Allow')
		    if index($path, $2) == 0 && length $2 > $length;
	}
	return $may;
}

sub be_crawled {
	my @files = (block(qr{^Sitemap: \S+/faq/}m),
	    block(qr{^Sitemap: \S+/cgi-bin/}m));
	my $home = new_home();
	for my $base ('/faq', '/cgi-bin/faq.cgi') {
		my $robots = shift @files;
		put_file("$home/faq.conf",
		    "base_url = https://www.example.com$base\n");
		my ($sitemap) = $robots =~ m{^Sitemap: https://www\.example\.com(\S+)}m;
		is($sitemap, "$base/sitemap.xml", 'the sitemap');
		my @pages = cgi($home, '/sitemap.xml')->{body} =~
		    m{<loc>https://www\.example\.com([^<]+)</loc>}g;
		cmp_ok(scalar @pages, '>', 12, 'which has the answers');
		is(join(' ', grep { !may_read($robots, $_) } @pages), '',
		    'all of which may be read');
		ok(!may_read($robots, '/cgi-bin/other.cgi'), 'and no other');
	}
	like(cgi($home, '/', QUERY_STRING => 'q=pain')->{body},
	    qr/name="robots" content="noindex/, 'results are not kept');
}

sub be_searched {
	my $form = block(qr/^<form/);
	my $server = host() or return;
	my ($action) = $form =~ /action="([^"]+)"/;
	my ($name) = $form =~ /name="([^"]+)"/;
	my ($label, $id) = map { $form =~ /\b$_="([^"]+)"/ } qw(for id);
	is($label, $id, 'its field has a label');
	my $page = $server->get("$action?$name=pain");
	like($page->{content}, qr{<mark>}, 'it finds');
	like($form, qr/maxlength="256"/, 'and takes as much as is looked at');
}

sub be_in_a_page {
	my $server = host() or return;
	my ($frame) = block(qr/^<iframe/) =~ /src="([^"]+)"/;
	my $page = $server->get($frame);
	like($page->{headers}{'content-security-policy'},
	    qr/frame-ancestors 'self'/, 'pages of the site may frame it');
	unlike($page->{content}, qr/<header/, 'it comes without its head');
	put_file("$server->{www}/page.shtml", '<main>'
	    . block(qr/^<!--#include/) . '</main>');
	like($server->get('/page.shtml')->{content},
	    qr{<main><div class="faq".*<h1>[^<]*cost\?</h1>.*</main>}s,
	    'an answer is in a page');
}

sub look_like_the_site {
	my $home = new_home();
	put_file("$home/faq.conf", block(qr/^logo = /m));
	put_file("$home/files/logo.png", get_file("$top/doc/index-light.png"));
	is_clean($home, 'the settings');
	my $page = cgi($home, '/')->{body};
	my ($logo) = $page =~ /<a [^>]+>(<img [^>]+>)/;
	is($logo, '<img src="/cgi-bin/faq.cgi/files/logo.png" width="160" '
	    . 'height="40" alt="Example Clinic">', 'the logo');
	like($page, qr{<a href="https://www\.example\.com/$_->[1]">$_->[0]</a>},
	    $_->[0]) for ['Prices', 'prices'], ['Opening hours', 'hours'];
	like($page, qr/--accent: #7a1f3d/, 'the colour');
	my $frame = get_file("$top/templates/page.tpl");
	is(() = $frame =~ /<header>/g, 1, 'page.tpl has one <header>');
	put_file("$home/templates/page.tpl",
	    $frame =~ s{<header>}{$&\n<p id="own">Our clinic</p>}r);
	is_clean($home, 'a head of her own');
	settle($home);
	like(cgi($home, '/')->{body}, qr{<header>\s*<p id="own">}, 'is there');
}

sub count_visitors {
	my $home = new_home();
	my $line = block(qr/^<script /);
	my $setting = block(qr/^csp_hosts = /);
	my $frame = get_file("$top/templates/page.tpl");
	is(() = $frame =~ m{</head>}g, 1, 'page.tpl has one </head>');
	put_file("$home/templates/page.tpl", $frame =~ s{(?=</head>)}{$line}r);
	my ($code, undef, $err) = command($home, 'check');
	like($err, qr/to allow it, write into faq\.conf: \Q$setting\E/,
	    'check names the very line');
	put_file("$home/faq.conf", $setting);
	is_clean($home, 'with it');
	my $page = cgi($home, '/');
	like($page->{headers}{'content-security-policy'},
	    qr{default-src 'self' https://stats\.example\.com;},
	    'browsers run it');
	like($page->{body}, qr{\Q$line\E</head>}, 'it is in the page');
	put_file("$home/templates/page.tpl",
	    $frame =~ s{(?=</head>)}{<script>count()</script>}r);
	(undef, undef, $err) = command($home, 'check');
	like($err, qr/refuse a script that stands in the page/,
	    'and check tells of one in the page');
}

# ------------------------------------------------------------------- internals
subtest 'the command line' => sub {
	my $home = new_home();
	put_file("$home/queries", "pain\tdoes-it-hurt\n");
	put_file("$home/var/searches.txt", "2026-11-22\t1\tpain\n");
	my (undef, $help) = command($home, 'help');
	my %is = (HOME => $home, WORDS => 'pain', FILE => "$home/queries");
	for (split /\n/, block(qr/^faq\.cgi -C HOME check/)) {
		my ($line, $rest) = /^(.*?)(?: +# (.*))?$/;
		$is{FILE} = "$home/data/index.md" if $line =~ / convert /;
		my @words = map { $is{$_} // $_ } split ' ', $line;
		shift @words;
		my ($code, $out, $err) = FAQ::run_program({}, '', $program,
		    @words);
		is("$code $err", '0 ', $line) or diag($out);
		isnt($out, '', 'which says something');
		my ($option) = ($rest // '') =~ /(--?\w+)/ or next;
		my ($named) = $rest =~ /(--?\w+(?: N\b)?)/;
		like($help, qr/^  $words[2] .*\[\Q$named\E\]/m, "help has $named");
		my @option = map { $_ eq 'N' ? 2 : $_ } split ' ', $named;
		my ($at) = grep { $words[$_] eq 'search' } 0 .. $#words;
		splice(@words, defined $at ? $at + 1 : @words, 0, @option);
		($code) = FAQ::run_program({}, '', $program, @words);
		is($code, 0, "with $named");
	}
};

subtest 'servers' => sub {
	for my $path (glob("'$top'/t/servers/*")) {
		my $text = get_file($path);
		my @shown = grep { index($_, $text) >= 0 } @blocks;
		is(scalar @shown, 1, $path =~ s{.*/}{}r . ', which t/63 or t/66 starts');
		$used{$_} = 1 for @shown;
	}
};

subtest 'building' => sub {
	my $line = block(qr/^autoreconf/);
	is($line =~ s/ +#.*//sr, 'autoreconf -fi && ./configure && make',
	    'as quickstart and make distcheck do');
	my $configure = get_file("$top/configure.ac");
	my ($told) = $readme =~ /^## Build it\n(.*?)^## /ms;
	my @options = map { /--enable-([\w-]+)/g } $told;
	my %seen;
	is(join(' ', sort grep { !$seen{$_}++ } @options), join(' ', sort
	    $configure =~ /AC_ARG_ENABLE\(\[?([\w-]+)/g),
	    'the options of configure');
	for my $package ($told =~ /\b(lib[\w-]+-dev|zlib1g-dev)\b/g) {
		like(get_file("$top/quickstart"), qr/\b$package\b/,
		    "quickstart installs $package");
	}
};

subtest 'the manual' => sub {
	for (split /\n/, block(qr/^man man/)) {
		my ($page) = m{^man (man/\S+)} or next;
		ok(-f "$top/$page", $page);
	}
};

# The examples in a page of the manual, as they are read.
sub examples {
	my ($page) = @_;
	my ($text) = get_file("$top/man/$page") =~ /^\.Sh EXAMPLES\n(.*?)^\.Sh/ms;
	return map { s/\\(?:&|e(?=\\))//gr =~ s/\\e/\\/gr }
	    $text =~ /^\.Bd -literal.*?\n(.*?)^\.Ed$/msg;
}

subtest 'examples of the manual' => sub {
	my ($questions, $synonyms) = examples('faq-data.5');
	my $home = new_home('data/20-safety.md' => $questions,
	    'data/synonyms.txt' => $synonyms);
	put_file("$home/faq.conf", $_) for examples('faq.conf.5');
	is_clean($home, 'faq.conf(5)');
	like(cgi($home, '/')->{body}, qr/Opening hours/, 'is in force');
	is_clean($home, 'faq-data(5)');
	like(cgi($home, '/does-it-hurt')->{body}, qr/Most people feel little/,
	    'is read');
	my ($strings) = examples('faq-templates.5');
	put_file("$home/templates/strings.txt", $strings);
	is_clean($home, 'faq-templates(5)');
	settle($home);
	like(cgi($home, '/')->{body}, qr/>Find</, 'is shown');
	my ($line) = get_file("$top/man/faq.cgi.1") =~ /^\.Dl (faq\.cgi .*)/m;
	is($line, 'faq.cgi -C faq check', 'faq.cgi(1): as above');
};

is(join("\n", grep { !$used{$_} } @blocks), '',
    'nothing is shown that is not tried');
done_testing();

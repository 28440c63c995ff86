#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# Hostile files of an editor's and an owner's, made by chance: questions in each
# format, settings, synonyms, words at the top. Scripts, markup, markers and
# bytes that are no text stand in every field, attribute and address. Whatever
# is there, the program ends well, and each page, by CGI and by FastCGI, is made
# of what pages are made of. HOSTILE_SEED=2 is another one, HOSTILE_FILES=600
# has more; templates are t/82's.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use JSON::PP ();
use Judge;
use Test::More;

my $missing = Judge::missing();
plan skip_all => "$missing is missing (./quickstart check installs it)"
    if defined $missing;
my $seed = $ENV{HOSTILE_SEED} // 1;
my $files = $ENV{HOSTILE_FILES} // 60;
srand $seed;

# The judge finds what there is to find.
for (['text/html', '<p><zq>'], ['text/html', '<p onclick="x">'],
    ['text/html', '<a href="javascript:x">'], ['text/html', '<svg>'],
    ['text/html', '<script>zq</script>'], ['text/html', '<iframe>'],
    ['text/html', '<script src="https://evil.example/zq.js"></script>'],
    ['text/html', '<script type="application/ld+json">{"a": zq}</script>'],
    ['text/html', '<style>zq</style>'], ['text/html', '<base href="//zq">'],
    ['application/xml', '<feed><zq/></feed>'], ['application/xml', '<feed>'],
    ['application/xml', '<link href="javascript:zq"/>'],
    ['application/xml', '<feed><content type="html">&lt;zq&gt;</content></feed>'],
    ['application/json', '{"a": zq}'],
    ['application/json', '{"b": [{"answer_html": "<zq>"}]}'],
    ['application/json', '{"url": "javascript:zq"}'],
    ['text/markdown', 'a <script>zq'], ['text/markdown', '[a](javascript:zq)']) {
	my ($type, $body) = @$_;
	isnt(join(', ', problems(parse_message("Content-Type: $type\n\n$body"))),
	    '', "the judge sees $body");
}

# ---------------------------------------------------------------- the words
my @evil = ('<zq onzq=1>', '<script>zq()</script>', '</script><zq>',
    '</title></style></textarea><zq>', '"onzq="1" zq=\'', "' onzq='1", '`zq`',
    '--><zq><!--', ']]><zq/><![CDATA[', '<?zq zq?>', '<!DOCTYPE zq [<!ENTITY z "q">]>&z;',
    'javascript:zq', '[zq](javascript:zq)', '![zq](data:text/html,zq)',
    '<javascript:zq>', '[zq]: javascript:zq "zq"', '[zq][zq]',
    '[zq](<http://a.example/"onzq=1>)', '[zq](http://a.example/ "\\" onzq=1 \\"")',
    '[zq](JaVa&#115;cript&colon;zq)', '[zq](java%0ascript:zq)',
    "[zq](java\nscript:zq)", '[zq](//evil.example/zq)', '[zq](file:///etc/zq)',
    '<a href=" javascript:zq">zq</a>', "<a href=\"java\tscript:zq\">zq</a>",
    '<img src=zq onerror=zq>', '<svg/onload=zq>', '<svg><script>zq</script>',
    '<math><mi xlink:href="javascript:zq">', '<iframe srcdoc="<zq>">',
    '<object data=zq>', '<embed src=zq>', '<form action=//evil.example>',
    '<input onfocus=zq autofocus>', '<base href=//evil.example>',
    '<meta http-equiv=refresh content="0;url=//evil.example">',
    '<link rel=stylesheet href=//evil.example>', '<style>*{zq:zq}</style>',
    '<template><zq></template>', '<noscript><p title="</noscript><zq>">',
    '<plaintext>', '<xmp><zq></xmp>', '<textarea><zq>', '<select><zq>',
    '<table><td><zq>', '<p style="zq:zq">', '<p class="zq" id="Content">',
    '{{QUERY}} {{%AUTOESCAPE context="JSON"}} {{>HEAD}}', '{{=<% %>=}}<%QUERY%>',
    '{#"><zq> aka="<zq>" keywords="\'><zq>" updated="<zq>"}',
    '{#zq onzq=1}', "\xe2\x80\xa8zq\xe2\x80\xa9", "\xe2\x80\xaezq", '&lt;zq&gt;',
    '&#60;zq&#62;', '&amp;lt;zq', '\\<zq>', '\\\\"zq', "zq\\", "\x00zq",
    "\x01\x02\x1b[2Jzq", "\xff\xfezq", "\xc0\xbczq", "\xed\xa0\x80zq",
    "\xf4\x90\x80\x80", '```"onzq=1' . "\n<zq>\n```", '    <zq>', '| zq | <zq> |',
    "| a | b |\n|---|---|\n| <zq> | [zq](javascript:zq) |", '- [x] <zq>',
    '~~<zq>~~', 'http://a.example/<zq>"onzq=1', 'zq"@evil.example',
    'www.evil.example/"onzq=1', '> ' x 40 . 'zq', '[' x 300, '*' x 300,
    'zq' x 300, "\r\nX-Evil: 1\r\n\r\n<zq>", '%s%n%x', '../../../etc/passwd',
    '<!--<script>zq', '<a xlink:href="javascript:zq">', '<zq:zq xmlns:zq="zq">',
    '</main></body></html><zq>', "=cmd|' /C zq'!A0", '</feed><zq/>', '"}]}<zq>');

sub pick { return $_[rand @_] }

sub words {
	my ($most) = @_;
	return join ' ', map { pick(@evil, 'word', 'Does it hurt',
	    'https://a.example/b?c=d&e') } 1 .. 1 + rand($most // 3);
}

sub line {
	my $words = words(2);
	$words =~ s/[\r\n]+/ /g;
	return $words;
}

sub markdown {
	return join '', '# ' . line() . "\n\n" . words() . "\n\n", map {
		'## ' . line() . pick('', '?') . pick('', ' {#zq' . int(rand 99)
		    . ' aka="' . line() . '" keywords="' . line() . '" updated="'
		    . pick('2026-01-02', line()) . '"}') . "\n\n" . words(6)
		    . "\n\n"
	} 1 .. 3;
}

sub html {
	return '<h1>' . words() . '</h1>' . join '', map {
		pick('<h2>' . words() . '</h2><p>' . words() . '</p>',
		    '<dl><dt>' . line() . '?<dd>' . words() . '</dl>',
		    '<details><summary>' . line() . '</summary>' . words(4)
		    . '</details>', '<p><b>' . line() . '?</b><p title="' . line()
		    . '">' . words(4))
	} 1 .. 4;
}

sub cell {
	my $words = words();
	$words =~ s/"/""/g;
	return "\"$words\"";
}

sub csv {
	my $sign = pick(',', ';', "\t");
	return join '', pick('', join($sign, qw(question answer category
	    keywords updated slug)) . "\n"), map {
		join($sign, map { cell() } 1 .. 3 + rand 4) . "\n" } 1 .. 4;
}

sub json {
	my $string = sub {
		return JSON::PP->new->latin1->allow_nonref->encode(words(4));
	};
	return pick(sub {
		'{"@type":"FAQPage","mainEntity":[' . join(',', map {
		'{"@type":"Question","name":' . $string->()
		. ',"acceptedAnswer":{"@type":"Answer","text":' . $string->()
		. '}}' } 1 .. 3) . ']}'
	}, sub {
		'[' . join(',', map { '{"question":' . $string->() . ',"answer":'
		. $string->() . ',"category":' . $string->() . ',"slug":'
		. $string->() . ',"url":' . $string->() . '}' } 1 .. 3) . ']'
	})->();
}

sub text {
	return line() . "\n\n" . join '', map {
		pick('Q: ' . line() . "\nA: " . words(5) . "\n\n",
		    line() . "?\n\n" . words(5) . "\n\n")
	} 1 .. 4;
}

# ------------------------------------------------------------------- judging
my @pages = map { [$_] } qw(/ /all /none /feed.atom /sitemap.xml
    /opensearch.xml /faq.json /llms.txt /llms-full.txt /style.css);
push @pages, ['/', 'q=' . $_] for qw(zq hurt %3Czq%3E word+zqq);
push @pages, ['/', 'embed=1'], ['/suggest.json', 'q=zq'],
    ['/suggest.json', 'q=w'];

# Its answers and categories, as the pages themselves link to them.
sub addresses {
	my ($get) = @_;
	my %seen;
	return map { ["/$_"] } grep { !$seen{$_}++ }
	    map { s/%([0-9A-F]{2})/chr hex $1/ger }
	    map { $get->($_)->{body} =~
	    m{href="/f/((?:category/)?[^".?#]*)["?#]}g }
	    '/', '/all';
}

my %fine = map { $_ => 1 } 200, 301, 404, 410;
sub judge {
	my ($what, $get, @pages) = @_;
	my ($wrong, %worst) = (0);
	for (@pages) {
		my ($path, $query) = @$_;
		my $page = $get->($path, QUERY_STRING => $query // '');
		my @found = problems($page);
		unshift @found, 'status ' . ($page->{status} // 'none')
		    unless $fine{$page->{status} // ''};
		push @found, 'a header of theirs'
		    if $page->{headers}{'x-evil'};
		next unless @found;
		diag("seed $seed: $what: $path: $found[0]") if $wrong++ < 3;
	}
	is($wrong, 0, "$what: " . @pages . ' pages');
}

sub doors {
	my ($home) = @_;
	my @log;
	my $faq = FastCGI->start($home);
	return (sub {
		my ($path, %more) = @_;
		my $page = cgi($home, $path, SCRIPT_NAME => '/f', %more);
		$page->{status} = "exit $page->{exit}" if $page->{exit} != 0;
		return $page;
	}, sub {
		my ($path, %more) = @_;
		return $faq->get($path, SCRIPT_NAME => '/f', %more);
	}, $faq);
}

sub end_well {
	my ($faq) = @_;
	is($faq->end_by('TERM'), 0, 'it ends well');
	unlike($faq->messages, qr/Sanitizer|runtime error/, 'nothing crashed');
}

my @makers = ([md => \&markdown], [html => \&html], [csv => \&csv],
    [json => \&json], [txt => \&text], [tsv => \&csv]);
for my $batch (1 .. $files / 12) {
	my %files = map {
		my ($ending, $make) = @{$makers[$_ % @makers]};
		(sprintf('data/%02d.%s', $_, $ending) => $make->())
	} 1 .. 12;
	$files{pick('data/index.md', 'data/index.html')} = pick(\&markdown,
	    \&html)->();
	$files{'header.md'} = words(4);
	my $home = new_home(%files);
	my ($code, undef, $err) = command($home, 'build');
	cmp_ok($code, '<=', 1, 'it can be built');
	unlike($err, qr/Sanitizer|runtime error|interrupted/, 'without a crash');
	unlike($err, qr/[^\n\t -~\x80-\xff]/, 'and told in lines');
	my ($by_cgi, $by_fastcgi, $faq) = doors($home);
	my @own = addresses($by_fastcgi);
	cmp_ok(scalar @own, '>', 12, 'they have questions');
	judge('questions, by CGI', $by_cgi, @pages);
	judge('questions, by FastCGI', $by_fastcgi, @pages, @own,
	    map { ["$_->[0].md"] } grep { $_->[0] !~ /category/ } @own);
	end_well($faq);
}

# ------------------------------------------------------------------ faq.conf
my @keys = qw(accent base_url contact_email contact_phone contact_url
    contact_hours csp_hosts footer frame_ancestors language log logo nav
    short_name site_name site_url synonyms translations zq);
my @values = ('https://a.example/', 'mailto:a@b.example', 'tel:+311', '/zq',
    '#0b6367', 'en', 'de https://a.example/', 'Zq https://a.example/',
    'a@b.example', '+44 20 1', 'logo.png 160x40', 'https://a.example:8080');
sub settings {
	return join '', map {
		pick(@keys) . pick(' = ', '=', ' ', ' = = ')
		    . pick(sub { line() }, sub { pick(@values) }, sub {
		    pick(@values) . pick('', ' ') . line() }, sub { line() . ' '
		    . pick(@values) })->() . pick("\n", "\r\n", "\n", "\r")
	} 1 .. 12;
}

my $confs = $ENV{HOSTILE_CONFS} // ($sanitized ? 100 : 300);
my $home = new_home('data/a.md' => "# Zq\n\n## Does it hurt?\n\nNo.\n");
my ($by_cgi, $by_fastcgi, $faq) = doors($home);
my ($wrong, $bad_exit) = (0, 0);
for my $i (1 .. $confs) {
	my $text = settings();
	put_file("$home/faq.conf", $text);
	my ($code, undef, $err) = settle($home);
	$bad_exit++ if $code > 1 || $code < 0
	    || $err =~ /Sanitizer|runtime error/;
	my $path = pick('/', '/all', '/does-it-hurt', '/none', '/feed.atom',
	    '/opensearch.xml', '/faq.json', '/llms.txt', '/sitemap.xml');
	for ($i % 2 ? $by_cgi : $by_fastcgi) {
		my $page = $_->($path);
		my @found = problems($page);
		unshift @found, "status $page->{status}"
		    unless $fine{$page->{status} // ''};
		push @found, 'the policy' if ($page->{headers}
		    {'content-security-policy'} // '') =~
		    /unsafe-(?!inline)|script-src[^;]*(?:\*|data:|zq)|[\r\n]/;
		push @found, 'a header of theirs'
		    if $page->{headers}{'x-evil'};
		diag("seed $seed: faq.conf $i: $path: $found[0]\n$text")
		    if @found && $wrong++ < 3;
	}
}
is($wrong, 0, "$confs of faq.conf");
is($bad_exit, 0, 'each is read to its end');
end_well($faq);

# ------------------------------------------------------------------ synonyms
for my $i (1 .. 20) {
	my $text = join '', map { join(pick(',', ', ', ';', ' = '), map {
		pick(sub { line() }, sub { pick('hurt', 'pain', 'zq', 'it')
		})->() } 1 .. 1 + rand 5) . "\n" } 1 .. 1 + rand 20;
	my $home = new_home('data/a.md' => "# Zq\n\n## Does it hurt?\n\nNo.\n",
	    'data/synonyms.txt' => $text);
	my ($code, undef, $err) = command($home, 'build');
	cmp_ok($code, '<=', 1, "synonyms $i");
	unlike($err, qr/Sanitizer|runtime error/, 'without a crash');
	judge("synonyms $i", sub { cgi($home, @_) }, map { ['/', "q=$_"] }
	    'hurt', 'pain', 'zq', '%3Czq%3E');
}
done_testing();

#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# Templates of the owner's that are broken or hostile: whatever stands in
# templates/, no visitor's word gets onto a page raw, the FAQ stays up, and
# the log and `check` tell what is wrong with which file.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use Test::More;
use Time::HiRes qw(time);

my %context = (tpl => 'HTML', css => 'CSS', js => 'JAVASCRIPT', json => 'JSON',
    atom => 'XML', xml => 'XML');
my @files = grep { !/^strings/ } map { s{.*/}{}r } glob("$top/templates/*");
cmp_ok(scalar @files, '>', 20, 'the templates are found');

my $evil = q{<b onclick="x">'&{{QUERY}} hurt};
my %query = (QUERY_STRING => 'q=' . join '', map { sprintf '%%%02x', ord }
    split //, $evil);
my @pages = (['/'], ['/', %query], ['/does-it-hurt'], ['/all'], ['/none'],
    ['/category/safety'], ['/cost', QUERY_STRING => 'embed=part'],
    ['/suggest.json', %query], map { ["/$_"] } qw(feed.atom sitemap.xml
    opensearch.xml faq.json llms.txt llms-full.txt cost.md style.css search.js));

# All that visitors get, as one text, and what the log says of it. In one
# process for a page of its own, as an owner's mistake may stop it.
sub pages_of {
	my ($home) = @_;
	my ($text, %log) = ('');
	for (@pages) {
		my $page = cgi($home, @$_);
		$text .= $page->{text} =~ s/^ETag: .*\n//mr; # it tells files apart
		is($page->{exit}, 0, "@$_ is answered") if $page->{exit} != 0;
		$log{$_}++ for split /\n/, $page->{log};
	}
	return ($text, join "\n", sort keys %log);
}

my $config = "contact_phone = +31 1\ncontact_email = a\@b.example\n"
    . "site_url = https://a.example/\nsite_name = A\nfooter = F\n"
    . "contact_url = https://a.example/c\nnav = N https://a.example/n\n";
sub home_with {
	my (%templates) = @_;
	my $home = new_home();
	put_file("$home/faq.conf", $config);
	put_file("$home/templates/$_", $templates{$_}) for keys %templates;
	return $home;
}

sub built_in {
	my ($name) = @_;
	return get_file("$top/templates/$name");
}

my $home = home_with();
my ($want, $log) = pages_of($home);
is($log, '', 'the built-in templates have nothing to say');
unlike($want, qr/<b on/, 'and let nothing through');

# What the visitors get of a home with this template, and what is told of it.
sub with {
	my ($name, $text) = @_;
	put_file("$home/templates/$name", $text);
	my (undef, undef, $told) = settle($home);
	my ($got, $log) = pages_of($home);
	unlink "$home/templates/$name";
	settle($home); # or it would be the last good version of the next
	is($log, '', 'told once, and not with each page');
	return ($got, $told);
}

subtest 'a template that does not say how to escape' => sub {
	for my $name (@files) {
		my ($ending) = $name =~ /\.(\w+)$/;
		my $text = built_in($name);
		next unless $text =~ s/^\{\{%AUTOESCAPE[^}]*\}\}\n//;
		$text =~ s/^(?=.)/ /m unless $ending eq 'tpl'; # it is in use
		my ($got, $log) = with($name, $text);
		ok($got eq $want, "$name is escaped all the same")
		    if $ending eq 'tpl';
		unlike($got, qr/<b on/, "$name lets nothing through");
		# some are not among the pages
		(undef, undef, $log) = command(home_with($name, $text), 'check');
		my $told = "$name:1:1: does not say how to escape, and is "
		    . "escaped as $context{$ending}; ";
		like($log, qr{templates/\Q$told\E}, 'and it is told');
	}
};

subtest 'a template that lost more than that is kept, and escaped' => sub {
	my %own = ('search.tpl' => "<i>{{QUERY}}</i>",
		'results.tpl' => "<b>{{QUERY}}</b><a href=\"{{QUERY}}\">",
		'style.css' => "p { color: {{QUERY}} }",
		'suggest.json' => "[\"{{QUERY}}\"]");
	for my $name (sort keys %own) {
		my ($got, $log) = with($name, $own{$name});
		unlike($got, qr/<b on|"x">|'&/, "$name: nothing raw");
		like($log, qr{templates/\Q$name\E:1:1: does not say how},
		    'and told');
	}
	my ($got) = with('results.tpl', $own{'results.tpl'});
	like($got, qr{<b>&lt;b onclick=&quot;x&quot;&gt;}, 'it is her own');
	($got) = with('suggest.json', $own{'suggest.json'});
	like($got, qr/\["\\u003Cb onclick=\\"x\\"/, 'in JSON as JSON wants it');
};

subtest 'a pragma that does not fit the file' => sub {
	for (['results.tpl', 'CSS', 'HTML'], ['results.tpl', 'XML', 'HTML'],
	    ['style.css', 'HTML', 'CSS'], ['feed.atom', 'HTML', 'XML'],
	    ['search.js', 'HTML', 'JAVASCRIPT']) {
		my ($name, $is, $should) = @$_;
		my ($got, $log) = with($name,
		    "{{%AUTOESCAPE context=\"$is\"}}x{{QUERY}}\n");
		ok($got eq $want, "$is in $name: the built-in one serves");
		like($log, qr{^templates/\Q$name\E:1:1: the context must be $should here$}m, 'told');
	}
};

subtest 'what an upload left half done' => sub {
	my $page = built_in('results.tpl');
	for (['', 'is empty'], ["\n \t\n", 'is empty'],
	    ["{{%AUTOESCAPE context=\"HTML\"}}\n", 'is empty'],
	    ["\xef\xbb\xbf", 'is empty'],
	    [substr($page, 0, index($page, '{{/CORRECTED}}')), 'never ends'],
	    [substr($page, 0, index($page, 'UND}}')), 'the marker has no end'],
	    ["{{#X}}", 'never ends'], ["\xff\xfe\0a", 'is not UTF-8'],
	    ["{{%AUTOESCAPE", 'the marker has no end'],
	    ["a\0b", 'is not UTF-8 text']) {
		my ($text, $why) = @$_;
		my ($got, $log) = with('results.tpl', $text);
		my $shown = substr $text, 0, 20;
		ok($got eq $want, "the built-in one serves for \"$shown\"");
		like($log, qr{^templates/results\.tpl:[^\n]*\Q$why\E},
		    'and the log says why');
	}
	for (@files) {
		my ($got) = with($_, '');
		ok($got eq $want, "$_, empty");
	}
};

# Cut off within a tag, a script or the like it would have the page around it
# read otherwise than that was escaped for.
my $q = 'q=' . join '', map { sprintf '%%%02x', ord } split //,
    'x onfocus=alert(1) autofocus hurt';
subtest 'what is cut off within a tag' => sub {
	for (['head.tpl', '<meta name="description" content="', 'a tag'],
	    ['head.tpl', '<link rel="search" titl', 'a tag'],
	    ['search.tpl', '<input value="{{QUERY}}', 'a tag'],
	    ['search.tpl', "<p\n", 'a tag'], ['results.tpl', '<', 'a tag'],
	    ['results.tpl', "<p title='{{QUERY}}", 'a tag'],
	    ['results.tpl', "<p title=", 'a tag'],
	    ['results.tpl', '<!-- {{FOUND}}', 'a comment'],
	    ['results.tpl', '<script>var x = 1;', 'a script'],
	    ['results.tpl', '<style>p {', 'a style'],
	    ['results.tpl', '<title>{{QUERY}}', 'a title'],
	    ['results.tpl', '<textarea>', 'a textarea'],
	    ['page.tpl', '<!DOCTYPE html><body class="x', 'a tag']) {
		my ($name, $text, $open) = @$_;
		my ($got, $log) = with($name,
		    "{{%AUTOESCAPE context=\"HTML\"}}\n$text");
		ok($got eq $want, "$name, $text: the built-in one serves");
		like($log, qr{^templates/\Q$name\E: ends within $open; was its upload cut off\?$}m,
		    'and the log says why');
	}
};

subtest 'markup within a tag, a script or the like' => sub {
	for (['page.tpl', '<p title="{{>CONTENT}}">', 'CONTENT', 'a tag'],
	    ['page.tpl', '<script>{{>SEARCH}}</script>', 'SEARCH', 'a script'],
	    ['page.tpl', '<script>x="{{>CONTENT:h}}"</script>', 'CONTENT',
	    'a script'], ['page.tpl', '<p title="{{>STYLE}}">', 'STYLE', 'a tag'],
	    ['page.tpl', '<style>{{>CONTENT}}</style>', 'CONTENT', 'a style'],
	    ['page.tpl', '<!-- {{>CONTENT}} -->', 'CONTENT', 'a comment'],
	    ['index.tpl', '<p title="{{INTRO_HTML:none}}">', 'INTRO_HTML',
	    'a tag'], ['index.tpl', '<style>{{INTRO_HTML:none}}</style>',
	    'INTRO_HTML', 'a style']) {
		my ($name, $text, $marker, $within) = @$_;
		my ($got, $log) = with($name,
		    "{{%AUTOESCAPE context=\"HTML\"}}\n$text");
		ok($got eq $want, "$name, $text: the built-in one serves");
		like($log, qr{^templates/\Q$name\E:2:\d+: $marker cannot stand within $within$}m,
		    'and the log says why');
	}
	my ($got, $log) = with('index.tpl', "{{%AUTOESCAPE context=\"HTML\"}}\n"
	    . '<p title="{{INTRO_HTML}}">mine');
	like($got, qr/">mine/, 'what is escaped may stand there');
	unlike($log, qr/cannot stand/, 'with nothing to say');
};

subtest ':none for words that may be a visitor\'s' => sub {
	my %may = map { $_ => 1 } qw(ACCENT CONTACT_URL EMAIL EMAIL_URL FOOTER
	    HOURS NAV_LABEL NAV_URL PHONE PHONE_URL TRANSLATION_URL);
	my %tried;
	for my $name (grep { /tpl$/ } @files) {
		my $text = built_in($name);
		for my $variable (sort map { $_ // () } $text =~
		    /\{\{([A-Z]\w*)\}\}/g) {
			next if $tried{"$name $variable"}++;
			my $fine = $variable =~ /^(T_|BI_)|_HTML$/
			    || $may{$variable};
			my $own = $text =~
			    s/\{\{$variable\}\}/{{$variable:none}}/gr;
			my ($code, undef, $err) = command(home_with($name,
			    $own), 'check');
			my $told = qr{templates/\Q$name\E:\d+:\d+: $variable may };
			if ($fine) {
				unlike($err, $told, "$variable may, in $name");
			} else {
				like($err, $told, "$variable must not, in $name");
				is($code, 1, 'a mistake');
			}
		}
	}
	for ('none', 'h:none', 'none:h', 'x-markdown:none') {
		my $own = built_in('results.tpl') =~ s/\{\{QUERY\}\}/{{QUERY:$_}}/gr;
		my ($got, $log) = with('results.tpl', $own);
		ok($got eq $want, "QUERY:$_: the built-in one serves");
		like($log, qr{^templates/results\.tpl:\d+:\d+: QUERY may},
		    'and it is told');
	}
};

# Each makes no end, or would not, but for the budget of an expansion.
my $pragma = "{{%AUTOESCAPE context=\"HTML\"}}\n";
sub nested {
	my ($depth, $text) = @_;
	return "$pragma\{{#CATEGORY}}" . '{{#ENTRY}}' x $depth . $text
	    . '{{/ENTRY}}' x $depth . '{{/CATEGORY}}';
}

my %endless = (
	sections => nested(60, ''), 'with a word' => nested(60, 'word'),
	'a long text' => nested(9, 'word ' x 1000),
	markers => nested(3, '{{NOTHING}}' x 50_000),
	modifiers => nested(4, '{{ANSWER_HTML:' . join(':', ('u') x 300) . '}}'),
	'modifiers for nothing' => nested(3,
	    '{{ANSWER_HTML:u:u:u:J=number}}' x 20_000),
);
for my $kind (sort keys %endless) {
	subtest "endless: $kind" => sub {
		my $home = home_with('all.tpl' => $endless{$kind});
		my $start = time;
		my $page = cgi($home, '/all');
		cmp_ok(time - $start, '<', 60, 'ends');
		is($page->{status}, 200, 'a page is served');
		ok($page->{body} eq cgi(home_with(), '/all')->{body},
		    'the built-in one');
		my @log = grep { !/unknown variable NOTHING|and \d+ more$/ }
		    split /^/, $page->{log};
		is(join('', @log), "faq.cgi: templates: yours make no end of "
		    . "page.tpl; until one of them changes, all are the "
		    . "built-in ones\n", 'and it is told');
	};
}

# Hostile, and yet they parse, or not: a page comes either way.
my %hostile = (
	'includes itself' => $pragma . '{{>CONTENT}}',
	'includes all' => $pragma . '{{>HITS}}{{>PAGES}}{{>DATE}}{{>CONTACT}}' x 99,
	'1 MB' => $pragma . 'x' x 1_000_000,
	'more than 1 MB' => $pragma . 'x' x 1_100_000,
	braces => '{{' x 5000,
	'closing braces' => $pragma . '}}' x 5000,
	'other delimiters' => $pragma . '{{=<? ?>=}}<?QUERY?>{{QUERY}}',
	'bad delimiters' => $pragma . '{{==}}{{QUERY}}',
	'a long name' => $pragma . '{{' . 'N' x 5000 . '}}',
	'many modifiers' => $pragma . '{{QUERY' . ':h' x 400 . '}}',
	'an unknown modifier' => $pragma . '{{QUERY:x-evil}}',
	'a modifier with a line end' => $pragma . "{{QUERY:h\n:j}}",
	'a script' => $pragma . '<script>{{QUERY}} "{{QUERY}}"</script>',
	'a handler' => $pragma . '<p onclick="{{QUERY}}">',
	'a style' => $pragma . '<p style="{{QUERY}}">',
	'a tag' => $pragma . '<p {{QUERY}}>', 'a name' => $pragma . '<{{QUERY}}>',
	'an attribute' => $pragma . '<p {{QUERY}}="{{QUERY}}">',
	'no quotes' => $pragma . '<p title={{QUERY}}>',
	'a comment' => $pragma . '<!-- {{QUERY}} -->',
	'a title' => $pragma . '<title>{{QUERY}}</title>',
	'an open quote' => $pragma . '<p title="{{QUERY}}',
	'an open script' => $pragma . '<script>"{{QUERY}}',
	'a section over a tag' => $pragma . '{{#FILTERED}}<p {{/FILTERED}}{{QUERY}}',
	'64 sections' => $pragma . '{{#HIT}}' x 64 . '{{QUERY}}' . '{{/HIT}}' x 64,
	'65 sections' => $pragma . '{{#HIT}}' x 65 . '{{QUERY}}' . '{{/HIT}}' x 65,
	'a state' => '{{%AUTOESCAPE context="HTML" state="IN_TAG"}}{{QUERY}}',
	'two pragmas' => $pragma x 2 . '{{QUERY}}',
	'a late pragma' => "x$pragma\{{QUERY}}",
	'a marker over lines' => $pragma . "{{\nQUERY\n}}",
	controls => $pragma . join('', map { chr } 1 .. 31) . '{{QUERY}}',
);
my ($alert) = (QUERY_STRING => 'q=%22%27%3Cb+onclick%3Dalert(1)%3E&exact=1');
for my $kind (sort keys %hostile) {
	for my $name ('results.tpl', 'page.tpl') {
		my $page = cgi(home_with($name => $hostile{$kind}), '/',
		    QUERY_STRING => $alert);
		is($page->{status}, 200, "$kind in $name: a page");
		unlike($page->{body}, qr/<b onclick|["']<b/,
		    'with nothing of the visitor raw');
		unlike($page->{log}, qr/[^\n -~]/, 'a log of lines');
		is((command(home_with($name => $hostile{$kind}), 'check'))[0]
		    & ~1, 0, 'check ends');
	}
}

done_testing();

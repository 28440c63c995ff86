#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# Hostile bytes through every field of every page: the page's structure, read
# by a real HTML parser, must be that of the same page with harmless words.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use Test::More;

eval { require HTML::Gumbo; 1 } or plan skip_all =>
    'HTML::Gumbo is missing (./quickstart check installs it)';

# What a parser sees: elements with the names of their attributes, in order,
# and the addresses of links apart.
sub structure {
	my ($html) = @_;
	my (@elements, @addresses);
	HTML::Gumbo->new->parse($html, format => 'callback',
	    callback => sub {
		my ($event, $name, $attributes) = @_;
		push @elements, "/$name" if $event eq 'end';
		return unless $event eq 'start';
		my @pairs = @$attributes;
		my @names;
		while (my ($key, $value) = splice @pairs, 0, 2) {
			push @names, $key;
			push @addresses, $value
			    if $key =~ /^(href|src|action)$/;
		}
		push @elements, join ' ', $name, sort @names;
	});
	return (join("\n", @elements), \@addresses);
}

# Text as CommonMark that means itself.
sub escape_markdown {
	my ($text) = @_;
	return $text =~ s/([!-\/:-@\[-`{-~])/\\$1/gr;
}

sub home_of {
	my ($words) = @_;
	my $text = escape_markdown($words);
	return new_home(
	    'data/index.md' => "# Title $text\n\nIntro $text\n\n---\n\nBye $text\n",
	    'data/a.md' => "# Category $text {#cat}\n\nAbout $text\n\n"
	    . "## Before $text {#before}\n\nOne $text\n\n"
	    . "## Question $text {#question}\n\nAnswer $text hurt\n\n"
	    . "## After $text {#after}\n\nTwo $text\n",
	    'faq.conf' => 'site_name = Site ' . ($words =~ s/[\r\n]/ /gr)
	    . "\nsite_url = https://site.example/\n"
	    . "contact_url = https://site.example/a?b&c\n");
}

my %hostile = (
	script => '<script>alert(1)</script>',
	quotes => q{" onmouseover="x" ' onclick='y' `z`},
	'end of a comment' => '--><svg onload=x><!--',
	'end of a title' => '</title></style></textarea></script><b>',
	entities => '&lt;script&gt; &quot; &#60; &amp;lt;',
	address => 'javascript:alert(1)',
	markers => '{{QUERY}} {{#ENTRY}} {{>SEARCH}} }} {{!',
	'an image' => '<img src=x onerror=alert(1)>',
	'a long word' => 'x' x 190,
	'other scripts' => "\xe2\x80\xa8 \xe2\x80\xae \xd7\xa9 \xf0\x9f\x98\x80",
);

my @pages = (['/'], ['/question'], ['/before'], ['/style.css'], ['/nothing'],
    ['/', 'q=hurt'], ['/', 'category=cat'], ['/', 'q=hurt&category=cat']);

my $plain = home_of('harmless');
for my $kind (sort keys %hostile) {
	my $words = $hostile{$kind};
	subtest "in the owner's files: $kind" => sub {
		my $home = home_of($words);
		my ($code, undef, $err) = command($home, 'check');
		is($code, 0, 'the files are fine') or diag($err);
		for (@pages) {
			my ($path, $query) = @$_;
			my @query = (QUERY_STRING => $query // '');
			my ($want) = structure(cgi($plain, $path, @query)->{body});
			my $page = cgi($home, $path, @query);
			my ($got, $addresses) = structure($page->{body});
			is($got, $want, join '?', @$_);
			is(join(' ', grep { !m{^(/|https?://|\#)} } @$addresses),
			    '', 'links are links');
		}
		my $answer = cgi($home, '/question')->{body};
		unlike($answer, qr/\Q$words\E/, 'nothing stands there raw')
		    if $words =~ /[<>"]/;
	};
}

# What a client sends: name, the request's variables with its words in them.
my $escape = sub { $_[0] =~ s/([^A-Za-z0-9])/sprintf '%%%02X', ord $1/ger };
my %places = (
	words => sub { ('/', QUERY_STRING => 'q=zz' . $escape->($_[0])) },
	category => sub { ('/', QUERY_STRING => 'category=' . $escape->($_[0])) },
	path => sub { ("/zz$_[0]") },
	host => sub { ('/question', HTTP_HOST => $_[0]) },
	'mount point' => sub { ('/question', SCRIPT_NAME => "/m$_[0]") },
	'If-None-Match' => sub { ('/question', HTTP_IF_NONE_MATCH => $_[0]) },
	'Accept-Encoding' => sub { ('/', HTTP_ACCEPT_ENCODING => $_[0]) },
	method => sub { ('/', REQUEST_METHOD => $_[0]) },
);
my %raw = (%hostile,
	'line ends' => "x\r\nX-Evil: 1\r\n\r\n<script>",
	'no UTF-8' => "\xff\xfe\xc0\xaf<script>\x80",
	controls => join('', map { chr } 1 .. 31, 127) . '<b>');
for my $place (sort keys %places) {
	subtest "in a request: $place" => sub {
		for my $kind (sort keys %raw) {
			my $page = cgi($plain, $places{$place}->($raw{$kind}));
			ok($page->{status} =~ /^(200|404|405)$/, "$kind: status");
			is($page->{exit}, 0, "$kind: exit status");
			is($page->{headers}{'x-evil'}, undef, "$kind: headers");
			my ($elements, $addresses) = structure($page->{body});
			my $ours = 'script type'; # JSON-LD
			unlike($elements =~ s/^$ours$//mgr,
			    qr/^(script|svg|img|b|object|iframe)\b/m,
			    "$kind: no foreign element");
			unlike($elements, qr/ on\w+/, "$kind: no handler");
			is(join(' ', grep { !m{^(/(?!/)|https?://|\#)} }
			    @$addresses), '', "$kind: links are links");
		}
	};
}

subtest 'a contact link is checked before it is trusted' => sub {
	for ('javascript:alert(1)', '"><script>', 'data:text/html,x',
	    'JaVaScRiPt:x', '//evil.example', " \tjavascript:x") {
		my $home = new_home('data/a.md' => "# T\n\n## A?\n\nb\n",
		    'faq.conf' => "contact_url = $_\nsite_url = $_\n"
		    . "base_url = $_\n");
		my (undef, $addresses) = structure(cgi($home, '/')->{body});
		is(join(' ', grep { !m{^(/(?!/)|https?://faq\.example|\#)} }
		    @$addresses), '', $_);
		is((command($home, 'check'))[0], 1, 'and is a mistake');
	}
};

subtest 'links in Markdown' => sub {
	for ('javascript:alert(1)', 'JAVASCRIPT:x', 'vbscript:x', 'data:text/html,x',
	    'java&#115;cript:x', 'file:///etc/passwd') {
		my $home = new_home('data/a.md' =>
		    "# T\n\n## A?\n\n[x]($_) ![y]($_) <$_>\n");
		my (undef, $addresses) = structure(cgi($home, '/a')->{body});
		is(join(' ', grep { /script:|^data:|^file:/i } @$addresses), '',
		    "$_ is taken out");
	}
};

done_testing();

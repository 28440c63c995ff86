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
use Encode qw(decode);
use JSON::PP qw(decode_json);
use Test::More;

`xmllint --version 2>&1` =~ /libxml/ or plan skip_all =>
    'xmllint is missing (./quickstart check installs libxml2-utils)';
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

# Two pages without the questions that belong to an answer, if one has none:
# words that tell nothing relate nothing.
sub comparable {
	my @pages = @_;
	my $related = qr{<section class="aside related".*?</section>\n?}s;
	s/$related// for (grep { /$related/ } @pages) == 1 ? @pages : ();
	return @pages;
}

# What an XML parser sees: nothing where it finds a mistake, else the elements
# with their attributes' names, and whatever is not written by the template.
sub xml_structure {
	my ($xml) = @_;
	my $dir = File::Temp->newdir;
	put_file("$dir/x.xml", $xml);
	my $canonical = `xmllint --nonet --c14n '$dir/x.xml' 2>&1`;
	return '' if $? != 0;
	my @tags = $canonical =~ m{<((?:[^<>"]|"[^"]*")*)>}g;
	return join "\n", map { s/="[^"]*"/=/gr } @tags;
}

# The documents for machines: the same elements, or members, as with harmless
# words. Gives faq.json, decoded.
my @xml = qw(/sitemap.xml /feed.atom /opensearch.xml);
sub check_documents {
	my ($get, $want, $what) = @_;
	for (@xml) {
		my $structure = xml_structure($get->($_)->{body});
		isnt($structure, '', "$what: $_ is well-formed");
		is($structure, xml_structure($want->($_)->{body}),
		    "$what: and what it was");
	}
	my $json = eval { decode_json($get->('/faq.json')->{body}) };
	ok($json, "$what: /faq.json is JSON");
	my ($graph, @others) = map { eval { decode_json($_) } }
	    $get->('/all')->{body} =~ m{<script type="application/ld\+json">(.*?)</script}gsi;
	is(scalar @others, 0, "$what: JSON-LD stays in its element");
	is($graph->{mainEntity}[0]{url}, $json->{questions}[0]{url},
	    "$what: and is JSON");
	is(join("\n", map { /^(#+ |> |- \[|$)/ ? $1 : "?$_" }
	    split /\n/, $get->('/llms.txt')->{body}, -1),
	    join("\n", map { /^(#+ |> |- \[|$)/ ? $1 : "?$_" }
	    split /\n/, $want->('/llms.txt')->{body}, -1),
	    "$what: /llms.txt has its lines");
	return $json;
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
    ['/', 'q=hurt'], ['/', 'category=cat'], ['/', 'q=hurt&category=cat'],
    ['/all']);

my $plain = home_of('harmless');
my %harmless; # its documents
my $harmless = sub { $harmless{$_[0]} //= cgi($plain, $_[0]) };
for my $kind (sort keys %hostile) {
	my $words = $hostile{$kind};
	subtest "in the owner's files: $kind" => sub {
		my $home = home_of($words);
		my ($code, undef, $err) = command($home, 'check');
		is($code, 0, 'the files are fine') or diag($err);
		for (@pages) {
			my ($path, $query) = @$_;
			my @query = (QUERY_STRING => $query // '');
			my ($page, $other) = comparable(map {
				cgi($_, $path, @query)->{body}
			} $home, $plain);
			my ($want) = structure($other);
			my ($got, $addresses) = structure($page);
			is($got, $want, join '?', @$_);
			is(join(' ', grep { !m{^(/|https?://|\#)} } @$addresses),
			    '', 'links are links');
		}
		my $json = check_documents(sub { cgi($home, @_) },
		    $harmless, 'for machines');
		my $meant = decode('UTF-8', $words) =~ s/\x{2028}/ /r;
		$meant =~ s/ +/ /g;
		$meant =~ s/^ | $//g;
		is($json->{questions}[1]{question}, "Question $meant",
		    'a question comes through unchanged');
		is($json->{questions}[1]{answer_text}, "Answer $meant hurt",
		    'so does its answer');
		is($json->{categories}[0]{title}, "Category $meant",
		    'and its category');
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
			ok($page->{status} =~ /^(200|301|40[045]|414|431|501)$/,
			    "$kind: status");
			is($page->{exit}, 0, "$kind: exit status");
			is($page->{headers}{'x-evil'}, undef, "$kind: headers");
			my ($elements, $addresses) = structure($page->{body});
			# JSON-LD, checked below, and search.js
			my $ours = qr/^script (type|defer src)$/m;
			unlike($elements =~ s/$ours//gr,
			    qr/^(script|svg|img|b|object|iframe)\b/m,
			    "$kind: no foreign element");
			unlike($elements, qr/ on\w+/, "$kind: no handler");
			is(join(' ', grep { !m{^(/(?!/)|https?://|\#)} }
			    @$addresses), '', "$kind: links are links");
		}
	};
}

# The same through the documents for machines.
for my $variable (qw(HTTP_HOST SERVER_NAME SERVER_PORT SCRIPT_NAME HTTPS
    REQUEST_SCHEME QUERY_STRING HTTP_X_FORWARDED_HOST)) {
	subtest "in a request for a document: $variable" => sub {
		for my $kind (sort keys %raw) {
			my $value = ($variable eq 'SCRIPT_NAME' ? '/' : '')
			    . $raw{$kind} =~ s/\0//gr;
			check_documents(sub { cgi($plain, @_,
			    $variable => $value) }, $harmless, $kind);
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

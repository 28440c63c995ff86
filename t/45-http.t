#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# HTTP by the book (RFC 9110, 9111, 3875), the same table by every door: CGI,
# FastCGI, and each server of the recipes. What a server answers by itself, as
# it may, stands beside the row.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use HTTP::Tiny;
use Server;
use Test::More;

# Of a row: what it is, method, address, fields (TAG is the page's, without
# quotes), status, fields of the answer (undef: not there), and by server the
# status that it gives by itself. {direct}: no server lets it through.
my $now = 'Fri, 01 Jan 2100 00:00:00 GMT';
my $once = 'Sun, 06 Nov 1994 08:49:37 GMT';
my $page = {'content-type' => qr{^text/html; charset=utf-8$},
    'content-length' => qr/^\d+$/, etag => qr/^"[0-9a-f]{16}"$/,
    'vary' => qr/Accept-Encoding/,
    'cache-control' => qr/^max-age=1, stale-while-revalidate=60, stale-if-error=86400$/};
my $not_modified = {etag => qr/^"TAG"$/, vary => qr/Accept-Encoding/,
    'cache-control' => qr/max-age/, 'content-encoding' => undef};
my @rows = (
	['a page', GET => '/cost', {}, 200, $page],
	['its head', HEAD => '/cost', {}, 200, $page],
	['the index', GET => '/', {}, 200, $page],
	['results', GET => '/?q=pain', {}, 200, $page],
	['a coded name', GET => '/?%71=xylophone', {}, 200, $page,
	    qr/value="xylophone"/],
	['a part of it', GET => '/cost', {Range => 'bytes=0-9'}, 200, $page,
	    {lighttpd => 206}],

	['a tag', GET => '/cost', {'If-None-Match' => '"TAG"'}, 304,
	    $not_modified],
	['a tag and HEAD', HEAD => '/cost', {'If-None-Match' => '"TAG"'}, 304,
	    $not_modified],
	['a weak tag', GET => '/cost', {'If-None-Match' => 'W/"TAG"'}, 304,
	    $not_modified],
	['with -gzip', GET => '/cost', {'If-None-Match' => '"TAG-gzip"'}, 304,
	    $not_modified],
	['with ;gzip', GET => '/cost', {'If-None-Match' => '"TAG;gzip"'}, 304,
	    $not_modified],
	['a list', GET => '/cost', {'If-None-Match' => '"a,b", W/"TAG"'}, 304,
	    $not_modified],
	['any', GET => '/cost', {'If-None-Match' => '*'}, 304, $not_modified],
	['another tag', GET => '/cost', {'If-None-Match' => '"0"'}, 200, $page],
	['no tag', GET => '/cost', {'If-None-Match' => 'TAG'}, 200, $page],
	['a tag before a date', GET => '/cost', {'If-None-Match' => '"0"',
	    'If-Modified-Since' => $now}, 200, $page],
	['any of nothing', GET => '/nothing', {'If-None-Match' => '*'}, 404],

	['what is expected', GET => '/cost', {'If-Match' => '"TAG"'}, 200,
	    $page],
	['any is expected', GET => '/cost', {'If-Match' => '*'}, 200, $page],
	['another is expected', GET => '/cost', {'If-Match' => '"0"'}, 412],
	['a weak one is expected', GET => '/cost', {'If-Match' => 'W/"TAG"'},
	    412],
	['expected of nothing', GET => '/nothing', {'If-Match' => '"0"'}, 404],

	['capitals', GET => '/Cost', {}, 301, {location => qr{ROOT/cost$}}],
	['a slash', GET => '/cost/', {}, 301, {location => qr{ROOT/cost$}}],
	['with its query', GET => '/cost/?embed=1', {}, 301,
	    {location => qr{ROOT/cost\?embed=1$}}],
	['a document', GET => '/FAQ.json/', {}, 301,
	    {location => qr{ROOT/faq\.json$}}],
	['a category', GET => '/Category/ABOUT/', {}, 301,
	    {location => qr{ROOT/category/about$}}],
	['Markdown', GET => '/Cost.MD/', {}, 301,
	    {location => qr{ROOT/cost\.md$}}],
	['all', GET => '/ALL', {}, 301, {location => qr{ROOT/all$}}],
	['nothing', GET => '/nothing', {}, 404, {etag => undef,
	    'cache-control' => qr/^no-cache$/}],
	['POST', POST => '/cost', {}, 405, {allow => qr/^GET, HEAD$/}],
	['PUT', PUT => '/cost', {}, 405, {allow => qr/^GET, HEAD$/}],
	['DELETE', DELETE => '/nothing', {}, 405, {allow => qr/^GET, HEAD$/}],
	['PATCH', PATCH => '/cost', {}, 405, {allow => qr/^GET, HEAD$/}],
	['OPTIONS', OPTIONS => '/cost', {}, 405, {allow => qr/^GET, HEAD$/},
	    {lighttpd => 200}],
	['TRACE', TRACE => '/cost', {}, 405, {}, {apache => 200}],
	['unknown', BREW => '/cost', {}, 501, {allow => undef}],
	['a line break', GET => '/a%0ab', {}, 400, {}, {nginx => 200}],
	['no UTF-8', GET => '/%ff', {}, 400],
	['a long path', GET => '/' . 'x' x 1030, {}, 414],
	['a long query', GET => '/?q=' . 'x' x 8200, {}, 414,
	    {}, {lighttpd => 431}],
	['a large field', GET => '/cost', {'X-Large' => 'x' x 8200}, 431, {},
	    {apache => 400, nginx => 400}],
	['large fields', GET => '/cost', {map { ("X-L$_" => 'x' x 7000) }
	    1 .. 5}, 431, {}, {nginx => 400, lighttpd => 431}],
);

# Apache makes lengths of its own, if any, of what programs write (2.4.59).
my $length = 1;

# What the words of a row mean by this door.
sub fill_in {
	my ($pattern, $root, $tag) = @_;
	return $pattern unless defined $pattern;
	$pattern =~ s/ROOT/\Q$root\E/g;
	$pattern =~ s/TAG/$tag/g;
	return qr/$pattern/;
}

# try_rows(KIND, ROOT, ASK): ASK takes method, address and fields, and gives
# status, headers, content.
sub try_rows {
	my ($kind, $root, $ask) = @_;
	my ($tag) = ($ask->('GET', '/cost', {})->{headers}{etag} // '')
	    =~ /^"(\w+)"$/ or return fail('a tag');
	for my $row (@rows) {
		my ($name, $method, $path, $fields, $status, $want, $more) =
		    @$row;
		my %fields = map { $_ => $fields->{$_} =~ s/TAG/$tag/r }
		    keys %$fields;
		my $own = ref $more eq 'HASH' ? $more->{$kind} : undef;
		my $got = $ask->($method, $path, \%fields);
		my $shown = $status . ($own ? " or $own" : '');
		ok($got->{status} == $status || $own && $got->{status} == $own,
		    "$name: $shown") or diag("it is $got->{status}");
		next if $got->{status} != $status || $own && $own == $status;
		check_fields($name, $got, $want // {}, $root, $tag);
		like($got->{content}, $more, "$name: the page")
		    if ref $more eq 'Regexp';
	}
}

sub check_fields {
	my ($name, $got, $want, $root, $tag) = @_;
	for my $field (sort keys %$want) {
		next if $field eq 'content-length' && !$length;
		my $pattern = fill_in($want->{$field}, $root, $tag);
		my $value = $got->{headers}{$field};
		ok(defined $pattern ? ($value // '') =~ $pattern
		    : !defined $value, "$name: $field")
		    or diag($value // 'none');
	}
}

sub variables {
	my ($method, $path, $fields) = @_;
	my ($where, $query) = split /\?/, $path, 2;
	$where =~ s/%([0-9a-f]{2})/chr hex $1/gie;
	return ($where, REQUEST_METHOD => $method, QUERY_STRING => $query // '',
	    map { ('HTTP_' . uc(tr/-/_/r) => $fields->{$_}) } keys %$fields);
}

subtest 'CGI' => sub {
	my $home = new_home();
	try_rows('cgi', 'http://faq.example/cgi-bin/faq.cgi', sub {
		my $got = cgi($home, variables(@_));
		is($got->{body}, '', 'nothing follows the head')
		    if $_[0] eq 'HEAD' || $got->{status} == 304;
		return {%$got, content => $got->{body}};
	});
};

subtest 'FastCGI' => sub {
	my $faq = FastCGI->start(new_home());
	for (1 .. 2) { # the second time some are in the cache
		try_rows('fastcgi', 'http://faq.example/fcgi-bin/faq.fcgi', sub {
			my $got = $faq->get(variables(@_));
			is($got->{body}, '', 'nothing follows the head')
			    if $_[0] eq 'HEAD' || $got->{status} == 304;
			return {%$got, content => $got->{body}};
		});
	}
};

my @servers = (['cgid', 'apache-cgi.conf'], ['fcgid', 'apache-fcgid.conf'],
    ['proxy_fcgi', 'apache-proxy-fcgi.conf'], ['nginx', 'nginx.conf'],
    ['lighttpd', 'lighttpd.conf']);
for (@servers) {
	my ($kind, $recipe) = @$_;
	SKIP: {
		my @missing = Server::missing($kind);
		skip "not installed: @missing", 1 if @missing;
		subtest $kind => sub { try_server($kind, $recipe) };
	}
}
done_testing();

sub try_server {
	my ($kind, $recipe) = @_;
	my ($server, $reason) = Server->start($kind, Server::recipe($recipe));
	ok($server, 'it starts') or return diag($reason);
	$length = $kind !~ /^(cgid|proxy_fcgi)$/;
	my $family = $kind =~ /nginx|lighttpd/ ? $kind : 'apache';
	my $http = HTTP::Tiny->new(max_redirect => 0, timeout => 20);
	try_rows($family, "$server->{root}/faq", sub {
		my ($method, $path, $fields) = @_;
		return $http->request($method, "$server->{root}/faq$path",
		    {headers => $fields});
	});
}

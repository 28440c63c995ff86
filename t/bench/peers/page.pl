#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# page.pl - the same FAQ in Perl, as one would write it: FCGI (which is CGI,
# too), DBI with SQLite and FTS5, HTML::Template with its cache. FAQ_PEER names
# the folder with faq.db, style.css and page.tmpl.
use strict;
use warnings;
use DBI;
use FCGI;
use HTML::Template;

use constant HITS => 25;

my $request = FCGI::Request();
my $home = $ENV{FAQ_PEER};
my $db;

sub rows {
	my ($sql, @values) = @_;
	my $statement = $db->prepare_cached($sql);
	return $db->selectall_arrayref($statement, {Slice => {}}, @values);
}

sub encode {
	my ($text) = @_;
	$text =~ s/([^A-Za-z0-9\-._~\/])/sprintf '%%%02X', ord $1/ge;
	return $text;
}

sub link_to {
	my ($slug) = @_;
	return "$ENV{SCRIPT_NAME}/" . encode($slug);
}

sub with_links {
	return [map { {%$_, url => link_to($_->{slug})} } @_];
}

sub index_page {
	my %entries;
	push @{$entries{$_->{category}}}, $_ for
	    @{rows('SELECT slug, question, category FROM entry ORDER BY id')};
	return (index => 1, categories => [map { {
		slug => $_->{slug}, title => $_->{title},
		url => link_to("category/$_->{slug}"),
		entries => with_links(map { {slug => $_->{slug},
		    question => $_->{question}} } @{$entries{$_->{id}} // []}),
	} } @{rows('SELECT * FROM category ORDER BY id')}]);
}

sub answer_page {
	my ($slug) = @_;
	my $entry = rows('SELECT entry.*, category.slug AS category_slug,'
	    . ' category.title AS category_title FROM entry LEFT JOIN category'
	    . ' ON category.id = entry.category WHERE entry.slug = ?',
	    $slug)->[0];
	return unless $entry;
	my $near = rows('SELECT id, slug, question FROM entry WHERE'
	    . ' category = ? AND id IN (?, ?) ORDER BY id',
	    $entry->{category}, $entry->{id} - 1, $entry->{id} + 1);
	return (answer => 1, %$entry, url => link_to($slug),
	    category_url => link_to("category/$entry->{category_slug}"),
	    near => with_links(map { {%$_,
	    is_before => $_->{id} < $entry->{id}} } @$near));
}

my %entity = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&quot;');

sub results_page {
	my ($q) = @_;
	my @words = grep { length } split /[^\w\x80-\xff]+/, $q;
	splice @words, 16 if @words > 16;
	my $hits = @words ? rows('SELECT entry.slug, entry.question,'
	    . " snippet(search, 2, '\x01', '\x02', '…', 30) AS snippet"
	    . ' FROM search JOIN entry ON entry.id = search.rowid'
	    . ' WHERE search MATCH ? ORDER BY bm25(search, 8.0, 12.0, 1.0)'
	    . ' LIMIT ' . HITS, join ' OR ', map { "\"$_\"" } @words) : [];
	for my $hit (@$hits) {
		$hit->{snippet} =~ s/([&<>"])/$entity{$1}/g;
		$hit->{snippet} =~ s/\x01/<mark>/g;
		$hit->{snippet} =~ s/\x02/<\/mark>/g;
	}
	return (results => 1, count => scalar @$hits, hits => with_links(@$hits));
}

sub answer_request {
	my $path = $ENV{PATH_INFO} || '/';
	my ($q) = ($ENV{QUERY_STRING} // '') =~ /(?:^|&)q=([^&]*)/;
	$q //= '';
	$q =~ tr/+/ /;
	$q =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
	my %front = map { $_->{name} => $_->{value} }
	    @{rows('SELECT name, value FROM front')};
	my %page = $path ne '/' ? answer_page(substr $path, 1)
	    : length $q ? results_page($q) : index_page();
	my $template = HTML::Template->new(filename => "$home/page.tmpl",
	    cache => 1, default_escape => 'HTML', die_on_bad_params => 0,
	    global_vars => 0);
	$template->param(%page, q => $q, site_title => $front{title},
	    intro => $front{intro}, index_url => link_to(''),
	    canonical => "http://$ENV{HTTP_HOST}$ENV{SCRIPT_NAME}$path");
	print %page ? '' : "Status: 404 Not Found\r\n",
	    "Content-Type: text/html; charset=utf-8\r\n",
	    "Cache-Control: no-cache\r\n\r\n", $template->output;
}

while ($request->Accept >= 0) {
	$db //= DBI->connect("dbi:SQLite:dbname=$home/faq.db", '', '',
	    {RaiseError => 1});
	answer_request();
}

#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The guard: what the program answers, byte for byte, to a list of requests of
# every kind (t/guard/requests) about four homes, at both doors. What it
# answered when that was last looked at stands in t/guard/HOME.txt; a change
# that means to alter answers renews them and shows the difference:
#
#     top_builddir=build perl t/05-guard.t renew && git diff t/guard
#
# Two things are left out of the record, since they follow from the rest and
# are tested here by their rule: Content-Length and the ETag's value. A style
# that is the one of /style.css is named, not repeated.
#
# t/guard/addresses holds every address that a test ever used for the shipped
# questions, and where it must lead, for ever. Lines are added, never changed.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use File::Basename qw(basename);
use File::Glob qw(:bsd_glob);
use Test::More;

my $guard = "$top/t/guard";
my $script = '/cgi-bin/faq.cgi';
my $renew = ($ARGV[0] // '') eq 'renew';

# All that gives pages a date is the time of a file.
use constant WRITTEN => 1767323045; # 2026-01-02T03:04:05Z

sub lines_of {
	my ($path) = @_;
	return grep { /^[^#]/ } split /\n/, get_file($path);
}

sub copy_tree {
	my ($from) = @_;
	return map {
		-d $_ ? copy_tree($_) : ($_ => get_file($_))
	} glob("$from/*");
}

sub make_home {
	my ($name) = @_;
	my $home = $name eq 'shipped' ? new_home() : do {
		my %files = ("$guard/$name/data/notes.docx" => '',
		    copy_tree("$guard/$name"));
		new_home(map { s{^\Q$guard/$name/}{}r => $files{$_} }
		    keys %files);
	};
	unlink "$home/data/notes.docx" unless $name eq 'setup';
	utime WRITTEN, WRITTEN, glob("$home/data/*") or die;
	return $home;
}

# One line of t/guard/requests as { home, path, variables }.
sub read_request {
	my ($line) = @_;
	my ($home, $method, $address, @variables) = split ' ', $line;
	my ($path, $query) = split /\?/, $address, 2;
	$path = '' if $path eq '(none)';
	$path =~ s/%(..)/chr hex $1/ge; # as servers give it
	return {line => $line, home => $home, path => $path, variables => {
	    SCRIPT_NAME => $script, REQUEST_METHOD => $method,
	    QUERY_STRING => $query // '',
	    map { /^(\w+)=(.*)/ or die $line; $1 => $2 } @variables}};
}

my $style; # of the home in hand

# The answer as the record holds it.
sub portrait {
	my ($request, $text) = @_;
	$text =~ s/\r\n/\n/g;
	$text =~ s/^(ETag: ").*(")$/$1...$2/m;
	$text =~ s/^(Content-Length: ).*\n//m;
	$text =~ s{(<style>)\s*\Q$style\E\s*(</style>)}{$1/* /style.css */$2};
	$text =~ s/\bfaq-\w{6}\b/HOME/g; # a temporary folder's name
	$text =~ s/\n*\z/\n/;
	return "==== $request->{line}\n$text\n";
}

sub check_length {
	my ($request, $answer) = @_;
	my $len = $answer->{headers}{'content-length'};
	return if $request->{variables}{REQUEST_METHOD} eq 'HEAD';
	return if ($answer->{status} // '') eq '304';
	$len == length $answer->{body}
	    or fail("$request->{line}: Content-Length is the body's length");
}

sub differing_line {
	my ($got, $want) = @_;
	my @got = split /\n/, $got;
	my @want = split /\n/, $want;
	for my $i (0 .. ($#got > $#want ? $#got : $#want)) {
		my ($g, $w) = map { $_ // '(nothing)' } $got[$i], $want[$i];
		return "line $i\n  got:  $g\n  want: $w" if $g ne $w;
	}
	return '';
}

# The record as { line of the request => portrait }.
sub read_record {
	my ($name) = @_;
	return {} unless -e "$guard/$name.txt";
	return {map { /^==== (.*)\n/ ? ($1 => $_) : () }
	    split /^(?===== )/m, get_file("$guard/$name.txt")};
}

# Asks at both doors; gives the portraits in order.
sub ask {
	my ($home, $server, @requests) = @_;
	return map {
		my $request = $_;
		my %variables = %{$request->{variables}};
		my $plain = cgi($home, $request->{path}, %variables,
		    HTTP_IF_NONE_MATCH => '');
		my $etag = $plain->{headers}{etag} // '';
		s/\betag\b/$etag/ for grep { /etag/ } values %variables;
		my $answer = cgi($home, $request->{path}, %variables);
		my $other = $server->get($request->{path}, %variables);
		is($other->{text}, $answer->{text},
		    "$request->{line}: the same at both doors");
		check_length($request, $answer);
		like($etag, qr/^"[^"]+"$/, "$request->{line}: a strong ETag")
		    if ($plain->{status} // 0) == 200;
		portrait($request, $answer->{text});
	} @requests;
}

my @requests = map { read_request($_) } lines_of("$guard/requests");
for my $name (qw(bicycle one shipped setup)) {
	my $home = make_home($name);
	my $server = FastCGI->start($home);
	my @mine = grep { $_->{home} eq $name } @requests;
	$style = cgi($home, '/style.css')->{body} unless $name eq 'setup';
	my @portraits = ask($home, $server, @mine);
	put_file("$guard/$name.txt", join '', @portraits) if $renew;
	my $record = read_record($name);
	for my $i (0 .. $#mine) {
		my $want = delete $record->{$mine[$i]{line}} // '';
		is(differing_line($portraits[$i], $want), '',
		    "$mine[$i]{line}: as recorded");
	}
	is(join(', ', keys %$record), '', "$name: nothing else is recorded");
}

my $home = make_home('shipped');
for my $line (lines_of("$guard/addresses")) {
	my ($address, $status, $target) = split ' ', $line;
	my ($path, $query) = split /\?/, $address, 2;
	my $answer = cgi($home, $path, QUERY_STRING => $query // '');
	is($answer->{status}, $status, "$address: $status");
	is($answer->{headers}{location}, "http://faq.example$script$target",
	    "$address: leads to $target") if $target;
}

done_testing();

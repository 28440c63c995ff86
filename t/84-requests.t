#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# Hostile requests, made and random, by CGI and as raw FastCGI: whatever comes,
# each is answered with a status that the manual has, quickly, in headers of
# ours alone, with nothing of it in the page as it was sent, and nothing from
# outside the home. HOSTILE_CASES=2000 HOSTILE_SEED=1 are the random ones.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use Test::More;
use Time::HiRes qw(time);

my $cases = $ENV{HOSTILE_CASES} // 2000;
my $seed = $ENV{HOSTILE_SEED} // 1;
srand $seed;
my $home = new_home();
put_file("$home/files/pad.png", "\x89PNG\r\n");
put_file("$home/../secret.txt", "SECRET-OUTSIDE\n");
put_file("$home/secret.txt", "SECRET-INSIDE\n");
put_file("$home/data/secret.txt", "# S\n\n## Secret?\n\nSECRET-DATA\n");
unlink "$home/data/secret.txt";
command($home, 'build');

# ------------------------------------------------------------------ requests
my @evil = ('<zq onx=1>', '"zq\'', "zq\r\nX-Evil: 1\r\n\r\n<zq>", "\0zq",
    "\xff\xfe\xc0\xafzq", '../../../../etc/passwd', '..%2f..%2fsecret.txt',
    '%00', '%', '%zz', '{{QUERY}}', '%3Czq%3E', "' OR 1=1 --", 'zq:none',
    '*' x 300, 'NEAR(zq zq)', '"' x 99, "\x{c2}\x{80}zq", "\xe2\x80\xae",
    'javascript:zq', '//evil.example', 'http://evil.example/zq', '\\..\\..',
    'zq' x 5000, ' ', "\t\n", '-1', '99999999999999999999', '1e9', '.', '..',
    '/', '//', "\x7f\x1b[2J", '<script>zq</script>', '&#60;zq&#62;',
    '+' x 300, '%25' x 300, "a\0b", "\xf4\x90\x80\x80");
my @paths = ('/', '/all', '/cost', '/none', '/category/safety', '/style.css',
    '/search.js', '/suggest.json', '/faq.json', '/feed.atom', '/sitemap.xml',
    '/opensearch.xml', '/llms.txt', '/files/pad.png', '/doctor.html',
    '/health.txt', '');
my @variables = qw(PATH_INFO QUERY_STRING SCRIPT_NAME HTTP_HOST SERVER_NAME
    SERVER_PORT REQUEST_METHOD HTTPS REQUEST_SCHEME HTTP_IF_NONE_MATCH
    HTTP_IF_MODIFIED_SINCE HTTP_RANGE HTTP_ACCEPT_ENCODING HTTP_ACCEPT
    HTTP_COOKIE HTTP_X_FORWARDED_HOST HTTP_X_FORWARDED_PROTO CONTENT_LENGTH
    CONTENT_TYPE HTTP_TRANSFER_ENCODING REQUEST_URI PATH_TRANSLATED
    SERVER_PROTOCOL HTTP_PROXY REMOTE_ADDR REDIRECT_STATUS FAQ_LANGUAGE
    HTTP_USER_AGENT HTTP_REFERER SERVER_SOFTWARE);

sub pick { return $_[rand @_] }

sub random_bytes {
	my ($most) = @_;
	return join '', map { chr int rand 256 } 1 .. rand $most;
}

sub mutate {
	my ($text) = @_;
	for (1 .. 1 + rand 3) {
		my $at = int rand(1 + length $text);
		my $kind = int rand 4;
		substr($text, $at, 0) = pick(@evil) if $kind == 0;
		substr($text, $at, 0) = random_bytes(20) if $kind == 1;
		substr($text, $at, 1 + rand 4) = '' if $kind == 2
		    && $at < length $text;
		$text .= pick('&', '/', '?', ';') . pick('q=', 'page=',
		    'category=', 'exact=', 'embed=') . pick(@evil) if $kind == 3;
	}
	return $text;
}

sub random_request {
	my %r = (PATH_INFO => pick(@paths), QUERY_STRING => pick('', 'q=hurt',
	    'category=safety', 'page=2', 'q=hurt&exact=1', 'embed=part'));
	for (1 .. 1 + rand 4) {
		my $name = pick(@variables);
		$r{$name} = pick(mutate($r{$name} // ''), pick(@evil),
		    random_bytes(300));
	}
	s/\0//g for values %r; # an environment cannot hold it
	return %r;
}

# 200 and more: each of these in each of these variables.
my @made = map { my $evil = $_; map { {PATH_INFO => '/cost', $_ =>
    ($_ eq 'QUERY_STRING' ? 'q=' : /PATH|NAME|URI/ ? '/' : '')
    . $evil =~ s/\0//gr} } qw(PATH_INFO QUERY_STRING SCRIPT_NAME HTTP_HOST
    HTTP_IF_NONE_MATCH REQUEST_METHOD) } @evil;
cmp_ok(scalar @made, '>=', 200, 'requests were made');

# ------------------------------------------------------------------- judging
my %status = map { $_ => 1 } 200, 206, 301, 302, 304, 400, 404, 405, 410, 412,
    414, 416, 431, 501, 503;
my @headers = qw(status content-type content-length etag cache-control vary
    location allow content-encoding content-security-policy last-modified
    referrer-policy x-content-type-options x-robots-tag retry-after link
    x-frame-options content-language accept-ranges content-range
    permissions-policy cross-origin-resource-policy content-disposition
    cross-origin-opener-policy);
my %known = map { $_ => 1 } @headers;

# What is wrong with an answer: nothing, or words.
sub problem {
	my ($page, %r) = @_;
	my $status = $page->{status} // return 'no answer';
	my ($head) = split /\r\n\r\n/, $page->{text}, 2;
	return "status $status" unless $status{$status};
	return "503 for no reason" if $status == 503
	    && exists $r{PATH_INFO} && $r{PATH_INFO} =~ m{^/[a-z]*$}
	    && !grep { /SCRIPT_NAME|REQUEST_URI/ } keys %r;
	return "a malformed header: $page->{malformed}" if $page->{malformed};
	for (keys %{$page->{headers}}) {
		return "a header $_" unless $known{$_};
	}
	return 'a control byte in the headers'
	    if $head =~ s/\r\n//gr =~ /[\x00-\x1f\x7f]/;
	return 'it is reflected'
	    if $page->{body} =~ /<zq|<script>zq|"zq'|onx=1>/
	    && ($page->{headers}{'content-type'} // '') =~ /html|xml/;
	return 'something from outside' if $page->{body} =~ /root:|SECRET/;
	return 'a place on the disk' if index($page->{body}, $home) >= 0;
	return 'it is cut off' if defined $page->{headers}{'content-length'}
	    && ($r{REQUEST_METHOD} // 'GET') ne 'HEAD'
	    && $status != 304
	    && $page->{headers}{'content-length'} != length $page->{body};
	return '';
}

sub show {
	my (%r) = @_;
	return join ' ', map { my $v = substr $r{$_}, 0, 80;
	    "$_=" . $v =~ s/([^ -~])/sprintf '\\x%02x', ord $1/ger } sort keys %r;
}

# Asks for all of them; each that goes wrong is told.
sub judge_all {
	my ($what, $get, @requests) = @_;
	my ($wrong, $slowest) = (0, 0);
	for my $r (@requests) {
		my $start = time;
		my $page = $get->(%$r);
		my $took = time - $start;
		$slowest = $took if $took > $slowest;
		my $problem = problem($page, %$r);
		next if $problem eq '';
		diag("seed $seed: $problem: " . show(%$r)) if $wrong++ < 5;
	}
	is($wrong, 0, "$what: " . @requests . ' requests');
	cmp_ok($slowest, '<', 5, 'none takes long');
}

my $log = '';
my $by_cgi = sub {
	my (%r) = @_;
	my $page = cgi($home, delete $r{PATH_INFO}, %r);
	$log .= $page->{log};
	$page->{status} = undef if $page->{exit} != 0;
	return $page;
};
my $faq = FastCGI->start($home);
my $by_fastcgi = sub {
	my (%r) = @_;
	return $faq->get($r{PATH_INFO} // '', %r);
};

judge_all('made, by CGI', $by_cgi, @made);
judge_all('random, by CGI', $by_cgi, map { {random_request()} }
    1 .. $cases / 8);
judge_all('made, by FastCGI', $by_fastcgi, @made);
judge_all('random, by FastCGI', $by_fastcgi, map { {random_request()} }
    1 .. $cases);
unlike($log, qr/Sanitizer|runtime error|out of memory/, 'nothing crashed');
is(scalar(grep { !/^faq\.cgi: / } split /\n/, $log), 0,
    'and no line of the log is anybody else\'s');

# ------------------------------------------------------------- raw records
# Records of FastCGI, broken: the next peer is answered all the same.
sub broken_records {
	my $bytes = FastCGI::request(pick(@paths), int rand 2,
	    QUERY_STRING => 'q=' . random_bytes(40));
	for (1 .. 1 + rand 4) {
		my $at = int rand length $bytes;
		my $kind = int rand 6;
		last if length $bytes < 24;
		substr($bytes, $at, 1) = chr int rand 256 if $kind == 0;
		substr($bytes, int rand 24, 1) = chr int rand 256 if $kind == 1;
		substr($bytes, $at) = '' if $kind == 2;
		substr($bytes, $at, 0) = random_bytes(50) if $kind == 3;
		$bytes .= $bytes if $kind == 4;
		substr($bytes, 16, 0) = FastCGI::record(int rand 12,
		    random_bytes(300)) if $kind == 5;
	}
	return $bytes;
}

subtest 'records that are broken' => sub {
	my $lost = 0;
	for my $i (1 .. $cases / 4) {
		my $peer = $faq->connect_to;
		local $SIG{PIPE} = 'IGNORE';
		syswrite $peer, broken_records();
		shutdown $peer, 1;
		close $peer;
		next if $i % 10;
		my $page = $faq->get('/cost');
		$lost++ unless ($page->{status} // 0) == 200;
	}
	is($lost, 0, 'nobody else is lost');
};

is($faq->end_by('TERM'), 0, 'the process ends well');
diag($faq->messages) if $ENV{SHOWLOG};
unlike($faq->messages, qr/Sanitizer: (?!detected memory leaks)|runtime error/,
    'and nothing crashed');
done_testing();

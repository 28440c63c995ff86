#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The FastCGI door: the same pages as through CGI, many requests a process,
# an orderly end, and no connection that starves the others.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use File::Copy qw(copy);
use File::Temp qw(tempdir);
use Test::More;
use Time::HiRes qw(time sleep);

my $home = new_home();
my $faq = FastCGI->start($home);

subtest 'the same pages as through CGI' => sub {
	for ('', '/', '/does-it-hurt', '/none', '/style.css', '/Cost') {
		my $fast = $faq->get($_);
		my $slow = cgi($home, $_, SCRIPT_NAME => '/fcgi-bin/faq.fcgi');
		is($fast->{text}, $slow->{text}, "$_, to the byte");
	}
	my %search = (QUERY_STRING => 'q=does+it+hurt');
	is($faq->get('', %search)->{body},
	    cgi($home, '', %search, SCRIPT_NAME => '/fcgi-bin/faq.fcgi')->{body},
	    'search');
	my %zip = (HTTP_ACCEPT_ENCODING => 'gzip');
	is($faq->get('', %zip)->{headers}{'content-encoding'}, 'gzip', 'gzip');
	is($faq->get('')->{headers}{'content-encoding'}, undef, 'and without');
};

subtest 'finished responses are kept, and are the same' => sub {
	my $first = $faq->get('/cost');
	is($faq->get('/cost')->{text}, $first->{text}, 'again');
	my %etag = (HTTP_IF_NONE_MATCH => $first->{headers}{etag});
	is($faq->get('/cost', %etag)->{status}, 304, 'and 304');
	is($faq->get('/cost', REQUEST_METHOD => 'HEAD')->{body}, '', 'and HEAD');
	like($faq->get('/cost', SCRIPT_NAME => '/x')->{body},
	    qr{href="/x/"}, 'not for another mount point');
	like($faq->get('/cost', HTTP_HOST => 'b.example')->{body},
	    qr{http://b\.example/}, 'not for another host');
	like($faq->get('/', QUERY_STRING => 'q=scarz')->{body},
	    qr{class="corrected"}, 'a slip is corrected');
	unlike($faq->get('/', QUERY_STRING => 'q=scarz&exact=1')->{body},
	    qr{class="corrected"}, 'and not for who wants it exact');
	is($faq->get('/cost', REQUEST_METHOD => 'POST')->{status}, 405,
	    'not for another method');
};

subtest 'a thousand requests' => sub {
	my $wrong = 0;
	for my $i (1 .. 1000) {
		my $slug = $slugs[$i % @slugs];
		my $page = $faq->get("/$slug", QUERY_STRING => "n=$i");
		$wrong++ unless $page->{status} == 200
		    && $page->{body} =~ m{<h1>.+\?</h1>};
	}
	is($wrong, 0, 'all answered');
	is($faq->messages, '', 'nothing in the log');
};

subtest 'kept connections' => sub {
	my $kept = $faq->connect_to;
	for (1 .. 3) {
		print $kept FastCGI::request('/cost', 1);
		is(FastCGI::response($kept)->{status}, 200, "request $_");
	}
	my $start = time;
	is($faq->get('/cost')->{status}, 200, 'another connection is answered');
	cmp_ok(time - $start, '<', 1, 'while the kept one is silent');
	is(sysread($kept, my $byte, 1), 0, 'which was closed for it');
};

subtest 'a busy connection takes turns' => sub {
	my $kept = $faq->connect_to;
	print $kept FastCGI::request('/cost', 1);
	is(FastCGI::response($kept)->{status}, 200, 'a kept connection');
	kill 'STOP', $faq->{pid}; # so that both have come when it looks
	wait_for(sub { get_file("/proc/$faq->{pid}/stat") =~ /\) T / })
	    or die 'it does not stop';
	my $other = $faq->connect_to;
	print $kept FastCGI::request('/cost', 1);
	print $other FastCGI::request('/does-it-hurt', 0);
	kill 'CONT', $faq->{pid};
	is(FastCGI::response($kept)->{status}, 200, 'is answered');
	is(sysread($kept, my $byte, 1), 0, 'and gives way to who waits');
	is(FastCGI::response($other)->{status}, 200, 'who is answered, too');
};

subtest 'an input that does not end' => sub {
	for my $keep (0, 1) {
		my $slow = $faq->connect_to;
		print $slow substr FastCGI::request('/cost', $keep), 0, -8;
		is(FastCGI::response($slow)->{status}, 200, 'has its answer');
		is($faq->get('/cost')->{status}, 200, 'and holds nobody up');
		is(sysread($slow, my $byte, 1), 0, 'it is closed');
	}
};

subtest 'a page too large to be kept' => sub {
	my $large = FastCGI->start(new_home('data/a.md' => "# T\n\n## Q?\n\n"
	    . "some words more\n" x 9000));
	my %as = (REQUEST_METHOD => 'GET');
	for my $round (1 .. 3) {
		my $head = $large->get('/q', %as, REQUEST_METHOD => 'HEAD');
		is($head->{body}, '', 'HEAD has no body');
		my $page = $large->get('/q', %as);
		cmp_ok(length $page->{body}, '>', 140_000, 'GET has all of it');
		is($page->{headers}{'content-length'}, length $page->{body},
		    'as it says');
		is_deeply($head->{headers}, $page->{headers},
		    'and as HEAD says');
		is($large->get('/q', %as,
		    HTTP_IF_NONE_MATCH => $page->{headers}{etag})->{status},
		    304, 'who has it is told so');
	}
};

subtest 'broken requests' => sub {
	for ("\x01\x01\x00\x01", "GET / HTTP/1.0\r\n\r\n", "\xff" x 64,
	    substr(FastCGI::request('/cost', 0), 0, 60)) {
		my $socket = $faq->connect_to;
		print $socket $_;
		close $socket;
		is($faq->get('/cost')->{status}, 200, 'the next is answered');
	}
	my $gone = $faq->connect_to;
	print $gone FastCGI::request('/', 0);
	close $gone;
	is($faq->get('/cost')->{status}, 200, 'also after one that went away');
	my $long = 'x' x 100_000;
	is($faq->get('', QUERY_STRING => "q=$long")->{status}, 414, '100 kB of q');
	is($faq->get('', HTTP_COOKIE => $long)->{status}, 431, 'or of cookies');
};

subtest 'edits show on the request after they were built' => sub {
	like($faq->get('/cost')->{body}, qr/several thousand dollars/, 'before');
	my $file = "$home/data/40-results.md";
	my $text = get_file($file);
	put_file($file, $text =~ s/several thousand dollars/MANY GUILDERS/r);
	settle($home);
	like($faq->get('/cost')->{body}, qr/MANY GUILDERS/, 'after');
	put_file($file, $text);
	settle($home);
	unlike($faq->get('/cost')->{body}, qr/MANY GUILDERS/, 'and back');
	put_file("$home/faq.conf", "language = nl\n");
	settle($home);
	like($faq->get('/')->{body}, qr/<html lang="nl">/, 'configuration');
	unlink "$home/faq.conf";
	settle($home);
	like($faq->get('/')->{body}, qr/<html lang="en">/, 'and without it');
};

subtest 'a template of the owner' => sub {
	my $file = "$home/templates/answer.tpl";
	my $pragma = '{{%AUTOESCAPE context="HTML"}}';
	put_file($file, "$pragma\n{{#BROKEN}}\n");
	my (undef, undef, $err) = settle($home);
	like($err, qr{^templates/answer\.tpl:\d+:\d+: }m, 'a broken one is named');
	like($faq->get('/cost')->{body}, qr/<h1>How much/,
	    'and gives way to the built-in');
	put_file($file, "$pragma\n<h1>Mine: {{QUESTION}}</h1>\n");
	settle($home);
	like($faq->get('/cost')->{body}, qr/<h1>Mine: How much/, 'a good one wins');
	put_file($file, "$pragma\n<h1>Other: {{QUESTION}}</h1>\n");
	settle($home);
	like($faq->get('/cost')->{body}, qr/<h1>Other: How/, 'is seen again');
	put_file($file, "$pragma\n{{#BROKEN}}\n");
	settle($home);
	like($faq->get('/cost')->{body}, qr/<h1>Other: How/,
	    'broken later, the last good version serves');
	unlink $file;
	settle($home);
	like($faq->get('/cost')->{body}, qr/<h1>How much/, 'gone is gone');
	is($faq->messages, '', 'nothing of it in the log of those who serve');
};

subtest 'two processes on one socket' => sub {
	my $other = FastCGI->start($home, $faq);
	my @status = map { $faq->get('/cost')->{status} } 1 .. 50;
	is(join(' ', grep { $_ != 200 } @status), '', 'all answered');
	my $start = time;
	is($other->end_by('TERM'), 0, 'one ends well');
	cmp_ok(time - $start, '<', 1, 'at once');
	is($faq->get('/cost')->{status}, 200, 'the other goes on');
};

subtest 'started with descriptor 0 alone' => sub {
	my $other = FastCGI->start($home, undef, 'close');
	put_file("$home/faq.conf", "nonsense\n");
	my $page = $other->get('/cost');
	is($page->{status}, 200, 'answers');
	is((split /\n/, $page->{text})[0], "Status: 200 OK\r",
	    'and no message of the log gets into it');
	unlink "$home/faq.conf";
};

subtest 'a new version of the program' => sub {
	my $dir = tempdir('update-XXXXXX', TMPDIR => 1);
	for (qw(faq.cgi faq.new)) {
		copy($program, "$dir/$_") or die "$_: $!";
	}
	chmod 0755, "$dir/faq.cgi";
	my $old = FastCGI->start($home, undef, undef, "$dir/faq.cgi");
	is($old->get('/cost')->{status}, 200, 'the old one serves');
	rename "$dir/faq.cgi", "$dir/faq.old" or die;
	rename "$dir/faq.new", "$dir/faq.cgi" or die;
	quiet();
	is($old->get('/cost')->{status}, 200, 'and on, while the new one') for 1, 2;
	ok(!$old->ended, 'cannot be run');
	chmod 0755, "$dir/faq.cgi" or die;
	quiet();
	is($old->get('/cost')->{status}, 200, 'once more, then');
	is($old->wait_end, 0, 'it leaves to the new one what comes');
};

subtest 'SIGTERM when idle' => sub {
	my $start = time;
	is($faq->end_by('TERM'), 0, 'ends well');
	cmp_ok(time - $start, '<', 1, 'at once');
};

subtest 'SIGUSR1 when idle, with a kept connection' => sub {
	my $other = FastCGI->start($home);
	my $kept = $other->connect_to;
	print $kept FastCGI::request('/', 1);
	is(FastCGI::response($kept)->{status}, 200, 'busy once');
	my $start = time;
	is($other->end_by('USR1'), 0, 'ends well');
	cmp_ok(time - $start, '<', 1, 'at once');
};

subtest 'SIGTERM during a request' => sub {
	my $other = FastCGI->start($home);
	is($other->get('/')->{status}, 200, 'it runs');
	my $socket = $other->connect_to;
	my $request = FastCGI::request('/does-it-hurt', 0);
	print $socket substr $request, 0, 40;
	$socket->flush;
	sleep 0.3;
	kill 'TERM', $other->{pid};
	sleep 0.3;
	print $socket substr $request, 40;
	my $page = FastCGI::response($socket);
	like($page->{body}, qr{<h1>Does it hurt\?</h1>.*</html>}s,
	    'the whole answer comes');
	is($other->wait_end, 0, 'then it ends well');
};

done_testing();

#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The doctor: what an owner is told of her FAQ, on a page that only she can
# open, and on the command line; and what her browser finds out for her.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use File::Copy qw(copy);
use File::Temp qw(tempdir);
use JSON::PP;
use Server;
use Test::More;

my $page = '/doctor.html';

# A finding of a home, as the command tells it.
sub finding {
	my ($home, $what) = @_;
	my (undef, $out) = command($home, 'doctor', '--json');
	my ($found) = grep { $_->{what} eq $what }
	    @{decode_json($out)->{findings}};
	return $found // {level => 'none', text => '', lines => ''};
}

sub finding_is {
	my ($home, $what, $level, $words) = @_;
	my $found = finding($home, $what);
	is($found->{level}, $level, "$what: $level");
	like("$found->{text}\n$found->{lines}", $words, "says $words");
}

# A copy that nobody else may write to, whatever this tree's permissions are.
my $place = tempdir('doctor-XXXXXX', TMPDIR => 1, CLEANUP => 1);
copy($program, "$place/faq.cgi") or die "faq.cgi: $!\n";
chmod 0755, $place, "$place/faq.cgi";
$program = "$place/faq.cgi";

subtest 'who may see it' => sub {
	my $home = new_home();
	for my $more ([], [QUERY_STRING => 'doctor'], [HTTP_COOKIE =>
	    'doctor=1'], [HTTP_X_FORWARDED_FOR => '127.0.0.1'],
	    [REMOTE_ADDR => '127.0.0.1']) {
		is(cgi($home, $page, @$more)->{status}, 404,
		    "nobody: @$more");
	}
	is(cgi($home, '/doctor.js')->{status}, 404, 'its script neither');
	put_file("$home/doctor", '');
	my $answer = cgi($home, $page);
	is($answer->{status}, 200, 'who could upload a file');
	is($answer->{headers}{'cache-control'}, 'no-store', 'not kept');
	like($answer->{body}, qr/<meta name="robots" content="noindex/,
	    'not found by search engines');
	is(cgi($home, '/doctor.js')->{status}, 200, 'with its script');
	for my $age (-7200, -3000, 3000, 7200) {
		utime time - $age, time - $age, "$home/doctor" or die;
		is(cgi($home, $page)->{status}, abs($age) < 3600 ? 200 : 404,
		    "for an hour: $age seconds");
	}
	rename "$home/doctor", "$home/doctor.txt" or die;
	utime time, time, "$home/doctor.txt" or die;
	is(cgi($home, $page)->{status}, 200, 'some computers add an ending');
	is(cgi("$home/none", $page)->{status}, 200, 'anybody without a FAQ');
	is(cgi("$home/none", $page, REQUEST_METHOD => 'POST')->{status}, 405,
	    'who only reads');
};

subtest 'it is asked anew each time' => sub {
	my $home = new_home();
	my $faq = FastCGI->start($home);
	is($faq->get($page)->{status}, 404, 'closed');
	put_file("$home/doctor", '');
	like($faq->get($page)->{body}, qr/called by a web server as FastCGI/,
	    'open, and knows how it was called');
	chmod 0777, $home or die;
	my $seen = $faq->get($page)->{body};
	like($seen, qr/Others may write/, 'sees a change');
	my @levels = $seen =~ /<h2>[^<]+: (\w+)<\/h2>/g;
	is($levels[0], 'warning', 'and tells it first');
	cmp_ok(scalar @levels, '>', 5, 'before all else');
	chmod 0755, $home or die;
	unlike($faq->get($page)->{body}, qr/Others may write/, 'and another');
	unlink "$home/doctor" or die;
	is($faq->get($page)->{status}, 404, 'closed again');
};

subtest 'on the command line' => sub {
	my $home = new_home();
	my ($code, $out, $err) = command($home, 'doctor');
	is("$code $err", '0 ', 'all is well');
	unlike($out, qr/^(warning|problem)/m, 'nothing to do');
	like($out, qr/^ok +Check: 12 questions in 4 categories/m, 'checked');
	my (undef, $json) = command($home, 'doctor', '--json');
	my $doctor = decode_json($json);
	like($json, qr/"version"/, 'as JSON');
	my @plain = $out =~ /^(?:ok|warning|problem) +([^:]+):/mg;
	is(join(',', map { $_->{what} } @{$doctor->{findings}}),
	    join(',', @plain), 'the same facts');
	is((command($home, 'doctor', '--xml'))[0], 2, 'no other format');
	put_file("$home/data/99-more.md", "# More\n\n## \n");
	($code, $out) = command($home, 'doctor');
	is($code, 1, 'a mistake');
	like($out, qr/^problem +Check:.*\n +data\/99-more\.md:3/m,
	    'with file and line');
};

subtest 'what it finds' => sub {
	my $home = new_home();
	finding_is($home, 'Clock', 'ok', qr/^20\d\d-\d\d-\d\d .* UTC\./);
	utime time, time + 86400, "$home/data/20-safety.md" or die;
	finding_is($home, 'Clock', 'warning',
	    qr/data\/20-safety\.md was written on .*Upload it again/);
	finding_is($home, 'Home folder', 'ok', qr/permissions 755/);
	chmod 0775, $home or die;
	finding_is($home, 'Home folder', 'warning',
	    qr/permissions 775.*Give it 755/);
	chmod 0755, $home or die;
	finding_is($home, 'Program file', 'ok', qr/is yours, permissions 755/);
	chmod 04755, $program or die;
	finding_is($home, 'Program file', 'warning',
	    qr/permissions 4755.*owner's rights\. Give it 755/);
	chmod 0755, $program or die;
	finding_is($home, 'Memory', 'ok', qr/var\/faq\.db/);
	put_file("$home/var/status.txt",
	    "12 questions\ndata/a.md:3:1: note: fine\n");
	finding_is($home, 'What was read', 'ok', qr/12 questions\ndata/);
	put_file("$home/var/status.txt", "data/a.md:3:1: an \"error\"\n\x01");
	put_file("$home/doctor", '');
	like(text_of(cgi($home, $page)->{body}), qr/an "error"/,
	    'whatever is in it');
};

subtest 'drafts' => sub {
	my $draft = "## Will it cost less? {draft=\"yes\"}\n\n"
	    . "From *May* on,\nfor all.\n\n- one\n- two\n";
	my $home = new_home('data/a.md' => $draft);
	for my $seen (cgi($home, '/'), cgi($home, $page)) {
		like($seen->{body}, qr/a draft, left out/, 'that there is one');
		unlike($seen->{body}, qr/cost less|From May/, 'and no more');
	}
	my $found = finding($home, 'Drafts');
	is($found->{text}, '1 question is marked as a draft; visitors do not '
	    . 'see it:', 'she is told');
	is($found->{lines}, "data/a.md:1: Will it cost less?\nFrom May on, "
	    . "for all.\none\ntwo\n", 'what it says, and where');
	put_file("$home/data/index.md", "# Plans\n");
	settle($home);
	is(cgi($home, '/')->{status}, 200, 'a title is something to show');
	is(cgi($home, $page)->{status}, 200, 'but no question');
	put_file("$home/data/b.md", "## Here?\n\nYes.\n\n## Soon? {draft=\"yes\"}"
	    . "\n\n" . 'x' x 70000);
	put_file("$home/doctor", '');
	settle($home);
	my $seen = text_of(cgi($home, $page)->{body});
	like($seen, qr{Drafts:\sok\s2\squestions\sare\s.*From\sMay.*
	    data/b\.md:5:\sSoon\?\s\(too\slong}x,
	    'on the page, too, and bounded');
	unlink "$home/doctor" or die;
	for my $path ('/', '/all', '/faq.json', '/llms-full.txt', '/soon',
	    $page) {
		unlike(cgi($home, $path)->{body}, qr/Soon\?|cost less/,
		    "not in $path");
	}
};

subtest 'what visitors do not see yet' => sub {
	my $home = new_home('data/a.md' => "## A?\n\nB.\n", 'doctor' => '');
	settle($home);
	put_file("$home/data/a.md", "## A?\n\nC.\n");
	my $late = qr/Memory: warning Visitors do not see your newest changes/;
	like(text_of(cgi($home, $page)->{body}), $late, 'is told');
	quiet();
	unlike(text_of(cgi($home, $page)->{body}), $late, 'until they do');
};

subtest 'how the home was found' => sub {
	my $home = new_home('data/a.md' => "## A?\n\nB.\n", 'doctor' => '');
	finding_is($home, 'Home', 'ok', qr/\Q$home\E, which -C names/);
	my $seen = sub { text_of(cgi(@_)->{body}) };
	like($seen->($home, $page), qr/\Q$home\E, which FAQ_HOME names/,
	    'by its variable');
	rename $home, "$place/faq" or die;
	like($seen->(undef, $page), qr{\Q$place\E/faq, beside the program\.},
	    'by the place of the program');
	like($seen->(undef, $page, SCRIPT_FILENAME => "$place/faq.cgi"),
	    qr/beside the program, where the web server says/,
	    'as the server has it');
	unlike($seen->(undef, $page, SCRIPT_FILENAME => "$place/f.q/x"),
	    qr/where the web server says/, 'but no other place');
};

subtest 'its own log' => sub {
	my $home = new_home('data/a.md' => "## A?\n\nB.\n");
	command($home, 'build');
	my $log = "$home/var/log";
	put_file("$home/data/b.md", "## C? {#x colour=\"red\"}\n\nD.\n");
	command($home, 'check');
	ok(!-e $log, 'commands say it on the terminal alone');
	quiet();
	my $said = cgi($home, '/')->{log};
	my ($line) = $said =~ /^faq\.cgi: (.*colour.*)$/m;
	isnt($line // '', '', 'what the web server is told');
	like(get_file($log), qr/^\d{4}-\d\d-\d\d\ \d\d:\d\d:\d\d\ UTC
	    \ \Q$line\E$/mx, 'she can read as well, with the time');
	unlike(cgi($home, $page)->{body}, qr/UTC/, 'but nobody else');
	put_file("$home/doctor", '');
	like(text_of(cgi($home, $page)->{body}), qr/Messages:\ ok\ .*UTC
	    \ \Q$line\E/xs, 'on the page, too');
	put_file($log, join '', map { "2026-11-01 10:00:00 UTC line $_\n" }
	    1 .. 30);
	my $found = finding($home, 'Messages');
	is($found->{lines}, join('', map { "2026-11-01 10:00:00 UTC line $_\n" }
	    11 .. 30), 'the last twenty lines');
	put_file($log, "x\n" x (32 * 1024));
	put_file("$home/data/b.md", "## C? {#x size=\"big\"}\n\nD.\n");
	quiet();
	cgi($home, '/');
	cmp_ok(-s "$log.old", '>=', 64 * 1024, 'what is full is set aside');
	cmp_ok((-s $log // 0) + -s "$log.old", '<', 140 * 1024, 'and bounded');
	unlink $log;
	mkdir $log or die;
	is(cgi($home, '/')->{status}, 200, 'where it cannot be written, too');
	put_file("$home/none/data/a.md", "## A?\n\nB.\n");
	chmod 0555, "$home/none";
	is(cgi("$home/none", '/a')->{status}, 200, 'or there is no var');
};

subtest 'names that are no words of ours' => sub {
	my $home = new_home('data/<script>"&.txt.x' => '',
	    "data/\xff\n" => '');
	my $answer = cgi($home, $page);
	like($answer->{body}, qr/&lt;script&gt;&quot;&amp;\.txt\.x/, 'escaped');
	unlike($answer->{body}, qr/<script>"/, 'nowhere raw');
	my (undef, $out) = command($home, 'doctor', '--json');
	ok(eval { decode_json($out) }, 'and JSON stays JSON') or diag($@);
};

subtest 'where the FAQ is' => sub {
	my $home = new_home();
	put_file("$home/doctor", '');
	my $seen = sub { text_of(cgi($home, $page, @_)->{body}) };
	like($seen->(), qr{Address: ok http://faq\.example/cgi-bin/faq\.cgi\.},
	    'as it is called');
	like($seen->(), qr{RewriteRule \^faq\(/\.\*\)\?\$ /cgi-bin/faq\.cgi\$1},
	    'and how to shorten it');
	put_file("$home/faq.conf", "base_url = https://faq.example/faq\n");
	settle($home);
	like($seen->(), qr{Address: warning base_url .* you are at http://},
	    'another scheme');
	like($seen->(HTTPS => 'on'), qr{Address: ok base_url}, 'the same');
	like($seen->(HTTPS => 'on', HTTP_HOST => 'www.faq.example'),
	    qr{Address: warning.*www\.faq\.example}, 'another host');
};

# Her browser tries to read her files; nginx lets it, or does not.
subtest 'from her browser' => sub {
	my $chromium = $ENV{CHROME_PATH} // '/usr/bin/chromium';
	plan skip_all => 'no chromium here' unless -x $chromium;
	plan skip_all => 'without a browser' if ($ENV{FAQ_BROWSER} // '') eq 'no';
	plan skip_all => 'not installed: nginx' if Server::missing('nginx');
	my $faq = "location /cgi-bin/faq.cgi {\ninclude fastcgi_params;\n"
	    . 'fastcgi_split_path_info ^(/cgi-bin/faq\.cgi)(/.*)?$;'
	    . 'fastcgi_param PATH_INFO $fastcgi_path_info;'
	    . "fastcgi_pass unix:/run/faq.sock;\n}\n";
	my %rules = ('problem' => '', 'ok' => 'location ^~ /cgi-bin/faq/ '
	    . '{ return 403; }');
	for my $level (sort keys %rules) {
		my ($server, $reason) = Server->start('nginx',
		    $faq . $rules{$level});
		ok($server, 'nginx') or return diag($reason);
		put_file("$server->{www}/cgi-bin/faq/doctor", '');
		my $dir = "$server->{dir}/profile";
		my $dom = `'$chromium' --headless --no-sandbox --disable-gpu \\
		    --user-data-dir='$dir' --virtual-time-budget=10000 \\
		    --dump-dom '$server->{root}/cgi-bin/faq.cgi$page' \\
		    2>'$server->{dir}/browser'`;
		like($dom, qr{<span id="served-level">$level</span>},
		    "strangers: $level")
		    or diag(get_file("$server->{dir}/browser"));
		like($dom, $level eq 'ok' ? qr/each of these was refused/
		    : qr{Anybody can read .*data/index\.md, var/faq\.db},
		    'and what that means');
	}
};

done_testing();

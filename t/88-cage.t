#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The cage: what a server, its builder and the builder's worker cannot do, tried
# from inside by t/caged, which is the program with attempts linked into it;
# what links lead to; a home that is replaced; memory; and hosts that refuse
# the cage, where the site runs all the same and says so once.
use strict;
use warnings;
use Cwd qw(abs_path);
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use File::Path qw(remove_tree);
use File::Temp qw(tempdir);
use Test::More;

my $build = abs_path($ENV{top_builddir} // '.');
my ($caged, $refuse) = map { "$build/t/$_" } qw(caged refuse);
my $one = "# A\n\n## One?\n\nYes.\n";

# What this kernel has: without it there is nothing to try.
my (undef, $doctor) = command(new_home('data/a.md' => $one), 'doctor');
my $able = $doctor =~ /can keep this program, as a web server runs it/;

sub request {
	my ($home, @words) = @_;
	my ($code, $out, $err) = FAQ::run_program({FAQ_HOME => $home,
	    GATEWAY_INTERFACE => 'CGI/1.1', REQUEST_METHOD => 'GET',
	    SCRIPT_NAME => '/f', PATH_INFO => '/one'}, '', @words);
	return {%{parse_message($out)}, exit => $code, log => $err};
}

# A home in a folder of its own, with things beside it and links to them.
sub linked_home {
	my $dir = tempdir('caged-XXXXXX', TMPDIR => 1);
	put_file("$dir/home/$_->[0]", $_->[1]) for ['data/a.md', $one],
	    ['data/b.md', "# B\n\n## Two?\n\nYes.\n"], ['secret.txt', 's'],
	    ['files/a.txt', 'f'], ['var/status.txt', 's'];
	put_file("$dir/outside/link.md", "# L\n\n## Linked?\n\nYes.\n");
	put_file("$dir/outside/beside.md", "# M\n\n## Beside?\n\nYes.\n");
	symlink "$dir/outside/link.md", "$dir/home/data/link.md";
	return "$dir/home";
}

# What each may: a file of the home, and nothing else.
my %files = ((map { $_ => 'EACCES' } qw(read-host read-above read-process
    write-host temporary write-data truncate-data make-data make-home
    beside-link unlink-data rename-data mkdir-home mkdir-var)),
    (map { $_ => 'ok' } qw(read-data list-data read-home read-files read-link
    read-var make-var nameless-var child)), 'fchmod-other' => 'EPERM');
my %may = (
	FastCGI => {%files, inotify => 'EINVAL', shutdown => 'EBADF',
	    pipe => 'EINVAL'},
	CGI => {%files, pipe => 'EINVAL'},
	builder => {%files},
	worker => {%files, child => 'EPERM', 'read-home' => 'EACCES',
	    'mkdir-home' => 'EPERM',
	    'mkdir-var' => 'EPERM'},
);
# LeakSanitizer and its reports need these.
my %not_sanitized = map { $_ => 1 } $sanitized ? qw(kill ptrace dumpable
    clone-namespace process_vm_readv read-process) : ();

sub check_attempts {
	my ($log, $where) = @_;
	my @tried = $log =~ /^faq\.cgi: $where (\S+ \S+)$/mg;
	cmp_ok(scalar @tried, '>', 65, "$where: all were tried");
	my @wrong;
	for (@tried) {
		my ($what, $got) = split / /;
		my $want = $may{$where}{$what} // 'EPERM';
		push @wrong, "$what: $got, not $want"
		    if $got ne $want && !$not_sanitized{$what};
	}
	is(join('; ', @wrong), '', "$where: refused, and no more than that");
}

subtest 'tried from inside' => sub {
	plan skip_all => 'this kernel has no Landlock or no seccomp'
	    unless $able;
	my $home = linked_home();
	my $page = request($home, $caged);
	is($page->{status}, 200, 'it serves all the same');
	check_attempts($page->{log}, $_) for qw(CGI builder worker);
	is($page->{exit}, 0, 'and ends well');
	$home = linked_home();
	my $faq = FastCGI->start($home, undef, undef, $caged);
	is($faq->get('/one')->{status}, 200, 'FastCGI, too');
	check_attempts($faq->messages, $_) for qw(FastCGI builder worker);
	is($faq->end_by('TERM'), 0, 'ends well');
	$home = linked_home();
	my ($code, undef, $log) = FAQ::run_program({}, '', $caged, '-C', $home,
	    'build');
	is($code, 0, 'on the command line');
	check_attempts($log, 'worker');
	like($log, qr/builder read-host ok/, 'only the worker is confined');
};

subtest 'links lead out of the home' => sub {
	my $dir = tempdir('links-XXXXXX', TMPDIR => 1);
	my $home = "$dir/home";
	put_file("$dir/out/data/a.md", $one);
	put_file("$dir/out/templates/date.tpl",
	    "{{%AUTOESCAPE context=\"HTML\"}}far");
	put_file("$dir/out/files/a.txt", 'far away');
	put_file("$dir/out/conf", "site_name = Far Away\n");
	put_file("$dir/out/header", "Far header.\n");
	mkdir "$dir/out/var";
	mkdir $home;
	symlink "$dir/out/$_->[0]", "$home/$_->[1]" for
	    (map { [$_, $_] } qw(data templates files var)),
	    ['conf', 'faq.conf'], ['header', 'header.md'];
	symlink $home, "$dir/faq";
	my $faq = FastCGI->start("$dir/faq");
	for (sub { cgi("$dir/faq", @_) }, sub { $faq->get(@_) }) {
		my $page = $_->('/one');
		is($page->{status}, 200, 'the questions');
		like($page->{body}, qr/Far Away/, 'the settings');
		like($page->{body}, qr/Far header/, 'the header');
		is($_->('/files/a.txt')->{body}, 'far away', 'files');
	}
	ok(-e "$dir/out/var/faq.db", 'var/ is written where it is');
	put_file("$dir/out/data/a.md", $one =~ s/Yes/No/r);
	settle("$dir/faq");
	like($faq->get('/one')->{body}, qr/No\./, 'edits are seen there');
	is($faq->messages, '', 'nothing to say');
};

# Whether the idle process ends by itself, well, with nothing to say.
sub leaves {
	my ($faq, $what) = @_;
	is($faq->wait_end, 0, "$what: it leaves");
	is($faq->messages, '', 'silently');
}

subtest 'a home that is replaced' => sub {
	plan skip_all => 'no Landlock' unless $able;
	my $home = new_home('data/a.md' => $one);
	my $faq = FastCGI->start($home);
	is($faq->get('/one')->{status}, 200, 'before');
	rename $home, "$home.old";
	put_file("$home/data/a.md", $one =~ s/Yes/New/r);
	leaves($faq, 'another folder');
	my $next = FastCGI->start($home, $faq);
	like($next->get('/one')->{body}, qr/New\./, 'the next one has the new');
	remove_tree("$home/var");
	leaves($next, 'var/ is removed');
	remove_tree($_) for $home, "$home.old";

	my $dir = tempdir('swap-XXXXXX', TMPDIR => 1);
	put_file("$dir/$_/data/a.md", $one =~ s/Yes/Number $_/r) for 1, 2;
	mkdir "$dir/faq";
	symlink "../1/data", "$dir/faq/data";
	$faq = FastCGI->start("$dir/faq");
	like($faq->get('/one')->{body}, qr/Number 1/, 'a link');
	unlink "$dir/faq/data";
	symlink "../2/data", "$dir/faq/data";
	leaves($faq, 'leads elsewhere');
	$next = FastCGI->start("$dir/faq", $faq);
	ok(wait_for(sub { $next->get('/one')->{body} =~ /Number 2/ }),
	    'the next one follows it');
	is($next->messages, '', 'and has nothing to say');

	# nothing tells of that one; it is seen at a request
	mkdir "$dir/current";
	symlink "../faq", "$dir/current/faq";
	$faq = FastCGI->start("$dir/current/faq");
	is($faq->get('/one')->{status}, 200, 'the home is a link');
	unlink "$dir/current/faq";
	symlink "../1", "$dir/current/faq";
	select(undef, undef, undef, 1.1);
	like($faq->get('/one')->{body}, qr/Number 2/,
	    'elsewhere: once more the old');
	leaves($faq, 'then');

	$home = tempdir('none-XXXXXX', TMPDIR => 1) . '/faq';
	$faq = FastCGI->start($home);
	is($faq->get('/one')->{status}, 503, 'no home');
	put_file("$home/data/a.md", $one);
	is($faq->get('/one')->{status}, 503, 'which comes');
	is($faq->wait_end, 0, 'is for the next process');
	is(FastCGI->start($home, $faq)->get('/one')->{status}, 200, 'to serve');
};

subtest 'memory by the size of the store' => sub {
	plan skip_all => 'sanitizers reserve terabytes' if $sanitized;
	my $limits = sub {
		my ($faq) = @_;
		my ($soft, $hard) = get_file("/proc/$faq->{pid}/limits") =~
		    /^Max address space\s+(\w+)\s+(\w+)/m;
		return ($soft, $hard);
	};
	my $home = new_home('data/a.md' => $one);
	settle($home);
	my $faq = FastCGI->start($home);
	my $room = sub { (64 << 20) + 4 * -s "$home/var/faq.db" };
	my ($soft, $hard) = $limits->($faq);
	is($soft, $room->(), '64 MB and four times the store');
	is($hard, 'unlimited', 'but softly');
	my $before = $soft;
	put_file("$home/data/b.md", "# B\n\n## Two?\n\n" . "word " x 100_000);
	settle($home);
	is($faq->get('/two')->{status}, 200, 'a store that grew');
	($soft) = $limits->($faq);
	is($soft, $room->(), 'has more');
	cmp_ok($soft, '>', $before, 'indeed');
	my $poor = FastCGI->start($home, undef, undef, 'prlimit',
	    '--as=60000000:', $program);
	($soft) = $limits->($poor);
	cmp_ok($soft, '<=', 60_000_000, 'a lower limit stays');
	is($poor->get('/two')->{status}, 200, 'and serves');
};

subtest 'a host that refuses' => sub {
	my $line = qr/^faq\.cgi: this host does not keep the program from /m;
	my %refused = ('landlock' => qr/other files.*Landlock: Function not/,
	    'seccomp' => qr/other calls.*seccomp: Operation not/,
	    'landlock seccomp' => qr/Landlock: .*, and other calls.*seccomp: /);
	for my $what (sort keys %refused) {
		my @behind = ($refuse, split(/ /, $what), '--', $program);
		my $home = linked_home();
		my $page = request($home, @behind);
		is($page->{status}, 200, "$what, CGI: the site runs");
		is(() = $page->{log} =~ /$line/g, 1, 'with one line');
		like($page->{log}, $refused{$what}, 'which says what, and why');
		like(get_file("$home/var/status.txt"), $refused{$what},
		    'as var/status.txt does');
		is(request($home, @behind)->{log}, '', 'and is not repeated');
		my $faq = FastCGI->start(linked_home(), undef, undef, @behind);
		is($faq->get($_)->{status}, 200, "FastCGI: $_")
		    for '/', '/one', '/linked', '/files/a.txt';
		like($faq->messages, qr/\A$line.*\n\z/, 'one line');
		like($faq->messages, $refused{$what}, 'which says what');
	}
	my $page = request(linked_home(), $refuse, 'landlock', '--', $caged);
	like($page->{log}, qr/CGI read-host ok/, 'one of them alone');
	like($page->{log}, qr/CGI socket EPERM/, 'is in force');
	$page = request(linked_home(), $refuse, 'seccomp', '--', $caged);
	like($page->{log}, qr/CGI read-host EACCES/, 'either');
};

subtest 'the owner is told' => sub {
	plan skip_all => 'no Landlock or no seccomp' unless $able;
	my $home = new_home('data/a.md' => $one, doctor => '');
	my $told = qr/keeps this program from gaining privileges, from other /;
	like(text_of(cgi($home, '/doctor.html')->{body}), $told, 'the page');
	like(get_file("$home/var/status.txt"), $told, 'var/status.txt');
	my (undef, $out) = command($home, 'doctor');
	like($out, qr/can keep this program, as a web server runs it, from /,
	    'the command');
};

done_testing();

#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The limits of a host: little memory, no processes, few descriptors, files
# that may not grow, a second of processor time, a small stack, a full disk, no
# /tmp and no /proc, times far off. Each ends in a page, or in one clear 503
# with a line in the log that names the limit; and when it passes, all is well.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use File::Copy qw(copy);
use File::Find qw(find);
use File::Temp qw(tempdir);
use Test::More;

`prlimit --version 2>&1` =~ /prlimit/ or plan skip_all =>
    'prlimit is missing (util-linux)';

# As a customer of the host, who has no privileges, if we have them.
my $dir = tempdir('limits-XXXXXX', TMPDIR => 1);
chmod 0755, $dir;
copy($program, "$dir/faq.cgi") or die "copy: $!";
chmod 0755, "$dir/faq.cgi";
my $customer = $> == 0 ? getpwnam('nobody') : undef;
my @as_customer = defined $customer
    ? ('setpriv', "--reuid=$customer", '--clear-groups') : ();

sub give {
	my ($home) = @_;
	find({no_chdir => 1, wanted => sub { chown $customer, -1, $_ }}, $home)
	    if defined $customer;
	return $home;
}

sub home {
	my ($built) = @_;
	my $home = give(new_home());
	FAQ::run_program({}, '', @as_customer, "$dir/faq.cgi", '-C', $home,
	    'build') if $built;
	return $home;
}

# One request by CGI behind these words. What it writes goes through pipes, which
# no limit of files concerns.
my $pipes = '{ { "$@" 2>&1 >&4 3>&- 4>&-; echo $? >&3; } 3>"$CODE" | '
    . 'cat >&2; } 4>&1 | cat';
sub ask {
	my ($home, @words) = @_;
	my (undef, $out, $err) = FAQ::run_program({FAQ_HOME => $home,
	    GATEWAY_INTERFACE => 'CGI/1.1', REQUEST_METHOD => 'GET',
	    SCRIPT_NAME => '/cgi-bin/faq.cgi', HTTP_HOST => 'faq.example',
	    PATH_INFO => '/does-it-hurt', CODE => "$dir/code"}, '', 'sh', '-c',
	    $pipes, 'sh', @words, "$dir/faq.cgi");
	my $code = get_file("$dir/code");
	chomp $code;
	my $page = parse_message($out);
	@$page{qw(exit log)} = ($code, $err);
	return $page;
}

# Whether all is well without a limit, soon: what failed is not tried at once.
sub passes {
	my ($home) = @_;
	return wait_for(sub { ask($home, @as_customer)->{status} == 200 });
}

# A page, or one 503 and a line that says why.
sub page_or_reason {
	my ($page, $reason, $what) = @_;
	my $status = $page->{status} // 'none';
	is($page->{exit}, 0, "$what: ends well") or diag($page->{log});
	if ($status eq '200') {
		like($page->{body}, qr{<h1>Does it hurt\?</h1>.*</html>\s*$}s,
		    "$what: the page");
	} else {
		is($status, 503, "$what: 503");
		like($page->{headers}{'retry-after'} // '', qr/^\d+$/,
		    'which passes');
		like($page->{log}, $reason, 'the log names the limit');
	}
}

my %limits = (
	(map { ("$_ MB of memory" => ['--as=' . $_ * (1 << 20),
	    qr/out of memory|lack of memory/]) } 8 .. 11, 16, 24, 32, 48, 64, 96, 128),
	(map { ("$_ descriptors" => ["--nofile=$_", qr/Too many open files/])
	    } 3 .. 10, 12, 16),
	'no process' => ['--nproc=0', qr/Resource temporarily/],
	'a second' => ['--cpu=1', qr/time/],
	(map { ("files of $_ bytes" => ["--fsize=$_", qr/./]) } 0, 1, 100, 4096,
	    50_000, 200_000),
	(map { ("a stack of $_ kB" => ["--stack=" . $_ * 1024, qr/./]) } 64, 128),
	'all of them' => ['--as=' . (24 << 20), '--nofile=16', '--nproc=0',
	    '--cpu=1', '--fsize=100000', '--stack=65536', qr/./],
);
for my $name (sort keys %limits) {
	my @options = @{$limits{$name}};
	my $reason = pop @options;
	next if $sanitized && "@options" =~ /--(as|stack|nproc|nofile=4)/;
	subtest $name => sub {
		for my $built (0, 1) {
			my $home = home($built);
			# a loader of shared libraries needs memory itself
			my $page = ask($home, @as_customer, 'prlimit',
			    @options);
			my $what = $built ? 'with a store' : 'without one';
			if ($page->{exit} != 0 && $page->{log} =~
			    /error while loading shared libraries/) {
				pass('the system cannot start it');
			} else {
				page_or_reason($page, $reason, $what);
			}
			ok(passes($home), "$what: without it all is well");
		}
	};
}

# A second is not enough for so many questions, and is had anew by each.
subtest 'a second of processor time, and many questions' => sub {
	my $home = new_home('data/a.md' => "# T\n\n## Does it hurt?\n\nNo.\n");
	my $many = join '', map { "## Is it number $_?\n\nYes, it is number "
	    . "$_ of *many* that [are](https://a.example/$_) there.\n\n"
	    . "- one of them\n- and `another`\n\n" } 1 .. 4000;
	put_file("$home/data/" . chr(97 + $_) . '.md', "# C$_\n\n" . ($many
	    =~ s/number/number $_ \xc3\xbc$_ and/gr)) for 1 .. 12;
	give($home);
	my $page = ask($home, @as_customer, 'prlimit', '--cpu=1');
	page_or_reason($page, qr/time|limit/, 'without a store');
	my $other = ask($home, @as_customer, 'prlimit', '--cpu=1');
	page_or_reason($other, qr/time|limit/, 'once more');
	ok((FAQ::run_program({}, '', @as_customer, "$dir/faq.cgi", '-C', $home,
	    'build'))[0] <= 1, 'who has more time can make it');
	$page = ask($home, @as_customer, 'prlimit', '--cpu=1');
	is($page->{status}, 200, 'then a second is plenty');
};

# A mount namespace of one's own: what is mounted there only we see.
my $namespace = $> == 0 && system('unshare --mount true 2>/dev/null') == 0;
SKIP: {
	skip 'mounting needs root', 1 unless $namespace;
	for (['a full disk', 'mount -t tmpfs -o size=64k none "$0/var" && '
	    . 'head -c 65536 /dev/zero >"$0/var/full"; chmod 777 "$0/var"'],
	    ['a disk that is soon full', 'mount -t tmpfs -o size=64k,mode=777 '
	    . 'none "$0/var"'],
	    ['no /proc', 'mount -t tmpfs -o ro none /proc'],
	    ['a read-only disk', 'mount --bind "$0" "$0" && '
	    . 'mount -o remount,ro,bind "$0"'],
	    ['no /tmp', 'mount --bind "$0" /mnt && mount -t tmpfs '
	    . '-o mode=0,size=4k none /tmp && FAQ_HOME=/mnt']) {
		my ($name, $mounts) = @$_;
		next if $name eq 'no /proc' && $sanitized;
		my $home = home(0);
		mkdir "$home/var";
		give($home);
		copy("$dir/faq.cgi", "$home/faq.cgi");
		chmod 0755, "$home/faq.cgi";
		my $run = $name eq 'no /tmp' ? '/mnt/faq.cgi' : '"$0/faq.cgi"';
		my $page = ask($home, 'unshare', '--mount', 'sh', '-c',
		    "$mounts && exec @as_customer $run", $home);
		is($page->{log}, '', "$name: nothing is wrong for a visitor")
		    if $name =~ /^no /;
		page_or_reason($page, qr/space|full|disk/, $name);
		ok(passes($home), "$name: it passes");
	}
}

# The clock was wrong when files were made, or is now.
for my $days (-4000, -400, 400, 4000) {
	my $home = home(1);
	my $then = time + $days * 86400;
	find({no_chdir => 1, wanted => sub { utime $then, $then, $_ }}, $home);
	for ('the first', 'the second') {
		my $page = ask($home, @as_customer);
		page_or_reason($page, qr/$^/, "files of $days days: $_ page");
		is($page->{log}, '', 'with nothing to say');
	}
	put_file("$home/data/90-new.md", "# New\n\n## New one?\n\nYes.\n");
	ok(wait_for(sub { cgi($home, '/new-one')->{body} =~ /Yes\./ }),
	    'an edit is seen');
}

done_testing();

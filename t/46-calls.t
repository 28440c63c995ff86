#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# What a page from the cache costs: the system calls of FastCGI and no other.
# Whoever adds a look at the disk, a clock, or a second write finds it here.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use File::Temp qw(tempdir);
use Test::More;

system('strace -o /dev/null true 2>/dev/null') == 0
    or plan skip_all => 'needs strace, and to be allowed to trace';

my $dir = tempdir(CLEANUP => 1);
my $file = "$dir/calls";
my $real = $program;

# -D: the program stays our child, and strace ends with it.
sub start_traced {
	put_file("$dir/traced", "#!/bin/sh\n"
	    . "export ASAN_OPTIONS=detect_leaks=0\n"
	    . "exec strace -D -o '$file' '$real'\n");
	chmod 0755, "$dir/traced";
	$program = "$dir/traced"; # which the others share
	my $faq = FastCGI->start(new_home());
	$program = $real;
	return $faq;
}

# The calls since the last time that they were asked for, once it waits again;
# memory's are left out.
my $seen = 0;
sub calls {
	my @all;
	wait_for(sub {
		@all = get_file($file) =~ /^(\w+)\(/mg;
		return @all > $seen && $all[-1] eq 'ppoll';
	});
	my @new = @all[$seen .. $#all];
	$seen = @all;
	return join ' ', grep { !/^(brk|m(map|unmap|advise))$/ } @new;
}

# What was called, the first time of ten that it fits: while the files are
# young, and once a second, there is a look at the disk, or a tick.
sub best_of {
	my ($wanted, $ask) = @_;
	my $calls = '';
	for (1 .. 10) {
		calls() if $_ == 1;
		$ask->();
		$calls = calls();
		last if $calls =~ $wanted;
	}
	return $calls;
}

my $faq = start_traced();
my %zip = (HTTP_ACCEPT_ENCODING => 'gzip');
for my $more ({}, \%zip) {
	$faq->get('/cost', %$more) for 1, 2; # now it is in the cache
}

subtest 'on a kept connection' => sub {
	my $socket = $faq->connect_to;
	print $socket FastCGI::request('/cost', 1);
	is(FastCGI::response($socket)->{status}, 200, 'a page');
	for (['a page'], ['compressed', %zip],
	    ['who has it', HTTP_IF_NONE_MATCH => '*'],
	    ['its head', REQUEST_METHOD => 'HEAD']) {
		my ($name, %more) = @$_;
		my $calls = qr/^recvfrom read writev ppoll$/;
		like(best_of($calls, sub {
			print $socket FastCGI::request('/cost', 1, %more);
			FastCGI::response($socket);
		}), $calls, $name);
	}
	close $socket;
};

subtest 'on a connection of its own' => sub {
	# its bytes may come after it
	my $calls = qr/^accept4 recvfrom( poll recvfrom)? read writev close ppoll$/;
	like(best_of($calls, sub { $faq->get('/cost') }), $calls, 'a page');
};

is($faq->end_by('TERM'), 0, 'it ends well');
done_testing();

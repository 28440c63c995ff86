#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The soak: visitors by every door, while the owner edits, processes and
# builders are killed, servers reload, the disk is full and the store is
# damaged, again and again. Each answer is byte for byte that of one generation
# of the questions; none fails but within a killed process; memory and
# descriptors do not grow; nothing is left. `make check` does it once,
# `make soak` for ten minutes: SOAK_SECONDS=600. SOAK_SEED=2 is another one.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib", "$FindBin::Bin/soak";

# A mount namespace of our own, in which the disk can be full.
BEGIN {
	if (!defined $ENV{SOAK_MOUNT}) {
		my @unshare = ('unshare', '--mount', $> == 0 ? ()
		    : ('--map-current-user', '--keep-caps'));
		$ENV{SOAK_MOUNT} = system('sh', '-c', '"$@" 2>/dev/null',
		    'sh', @unshare, 'true') == 0;
		exec @unshare, $^X, $0 if $ENV{SOAK_MOUNT};
	}
}
use Clients;
use FAQ;
use FastCGI;
use Generations;
use List::Util qw(max);
use POSIX qw(WNOHANG);
use Server;
use Test::More;
use Time::HiRes qw(time);
use Trouble;

use constant {SLOTS => 3, GENERATIONS => 5, VISITORS => 2, LATE => 5, ROOM => 6144};

my $seconds = $ENV{SOAK_SECONDS} // 20;
my $seed = $ENV{SOAK_SEED} // 1;
srand $seed;
my $root = $ENV{TMPDIR};
my $host = '127.0.0.1:' . free_port();
my @requests = Generations::requests();
my $valid = Generations::render(GENERATIONS, $host, @requests);
cmp_ok(scalar keys %{$valid->{$requests[0]{key}}}, '>', 1,
    'generations differ');

# ----------------------------------------------------------------- the doors
my $home = new_home(Generations::files(0, "http://$host/faq"));
mkdir "$home/var";
my $mounted = $ENV{SOAK_MOUNT} && system('mount', '-t', 'tmpfs', '-o',
    'size=4m,mode=755', 'none', "$home/var") == 0;
END { system('umount', '-l', "$home/var") if $mounted }
diag('nothing can be mounted here: ' . ($> == 0 ? 'the disk is never full'
    : 'the full disk is one that cannot be written')) unless $mounted;
put_file("$root/bin/faq.cgi", get_file($program));
chmod 0755, "$root/bin/faq.cgi";
$program = "$root/bin/faq.cgi";
Server::give($home);
settle($home);

my @slots = map { FastCGI->start($home) } 1 .. SLOTS;
my @doors = map { Clients::fastcgi_door("slot $_", $slots[$_]{socket}, $host,
    @requests) } 0 .. $#slots;
my ($nginx, $apache);
if (!Server::missing('nginx')) {
	chmod 0777, $slots[-1]{socket};
	chmod 0755, $slots[-1]{socket} =~ s{/[^/]+$}{}r;
	my $lines = Server::recipe('nginx.conf')
	    =~ s{/run/faq\.sock}{$slots[-1]{socket}}r;
	($nginx, my $why) = Server->start('nginx', $lines);
	ok($nginx, 'nginx serves') or diag($why);
	push @doors, Clients::http_door('nginx', $nginx->{port}, $host,
	    @requests) if $nginx;
}
if (!Server::missing('fcgid')) {
	($apache, my $why) = Server->start('fcgid', "FcgidInitialEnv FAQ_HOME "
	    . "\"$home\"\n" . Server::recipe('apache-fcgid.conf'));
	ok($apache, 'Apache serves') or diag($why);
	push @doors, Clients::http_door('apache', $apache->{port}, $host,
	    @requests) if $apache;
}
push @doors, Clients::cgi_door($home, $host);

# ----------------------------------------------------------------- the soak
my ($look) = grep { $_->{path} eq '/pain' } @requests;
my $trouble = Trouble->new(home => $home, root => $root, host => $host,
    slots => \@slots, nginx => $nginx, apache => $apache, valid => $valid,
    generations => GENERATIONS, doors => \@doors, look => $look,
    steady => $doors[0], mounted => $mounted, damaged => int rand 6,
    log => '');
$trouble->shows('at the start');

my @clients;
my $start = sub {
	my ($name, @these) = @_;
	push @clients, {name => $name, file => "$root/of-$name", pid =>
	    Clients::start("$root/of-$name", "$root/end", $seed + @clients,
	    $valid, \@requests, @these)};
};
my @kept = grep { $_->{name} ne 'cgi' } @doors;
$start->("visitor-$_", @kept) for 1 .. VISITORS;
$start->('cgi', $doors[-1]);
my $began = time;
$trouble->make($seconds, sub {
	my ($what, $second, $problems) = @_;
	note(sprintf '%4d s: %s', $second, $what . ($problems ? ': WRONG' : ''));
});
put_file("$root/end", '');
for (@clients) {
	waitpid $_->{pid}, 0;
	is($?, 0, "$_->{name} came home");
}
my $took = time - $began;

# --------------------------------------------------------------- the verdict
is(join("\n", @{$trouble->{problems}}), '', 'the newest always came to show');
my %results = map { $_->{name} => Clients::results($_->{file}) } @clients;
my $all = 0;
$all += $_->{count} for values %results;
cmp_ok($all, '>', 500, sprintf '%d answers in %d s', $all, $took);
cmp_ok($results{cgi}{count}, '<=', $all / 20, "$results{cgi}{count} by CGI");
is(scalar(grep { $_->{done} } values %results), scalar @clients,
    'each client told all');
cmp_ok(max(map { $_->{slowest} } values %results), '<', 30,
    sprintf 'none waited long: %.2f s', max(map { $_->{slowest} }
    values %results));

sub within {
	my ($wrong, $from, $to) = @_;
	return $wrong->{start} <= $to && $wrong->{end} >= $from;
}

# nginx asks the last slot. mod_fcgid hands on requests to processes that are
# dead, until it has looked at each.
sub was_killed {
	my ($wrong) = @_;
	my $door = $wrong->{door} eq 'nginx' ? "slot $#slots" : $wrong->{door};
	my $late = $door eq 'apache' ? LATE : 0;
	return 0 if $wrong->{what} =~ /no generation/;
	return grep { $_->[0] eq $door
	    && within($wrong, $_->[1], $_->[1] + $late) }
	    @{$trouble->{kills}};
}
my @wrong = map { @{$_->{wrong}} } values %results;
my @killed = grep { was_killed($_) } @wrong;
my @asleep = grep { my $w = $_; grep { within($w, @$_) }
    @{$trouble->{slow}} } @wrong;
my %excused = map { $_ => 1 } @killed, @asleep;
my @bad = grep { !$excused{$_} } @wrong;
is(scalar @bad, 0, 'no answer failed, none was of no generation');
diag(sprintf '%.2f s, %s, %s: %s', $_->{start} - $began, $_->{door}, $_->{key},
    substr $_->{what}, 0, 200) for @bad[0 .. ($#bad < 9 ? $#bad : 9)];
note(sprintf '%d failed within a killed process, %d while the host slept',
    scalar @killed, scalar @asleep);
note(join ', ', map { "$_: $trouble->{done}{$_}" }
    sort keys %{$trouble->{done}});
unlike($trouble->{log}, qr/Sanitizer|runtime error|out of memory/,
    'no process complained of memory');

my @memory = @{$trouble->{memory}};
note('Pss in kB and descriptors: ' . join ', ', map { "@$_" } @memory);
my $from = int(@memory / 3);
for my $later (@memory[$from .. $#memory]) {
	# one of them is a visitor, or none
	cmp_ok($later->[1], '<=', $memory[$from][1] + 2,
	    'descriptors are flat');
	# the heap breathes by some megabytes, see HACKING; a store is .4 MB
	next if $sanitized; # which keeps what was freed
	cmp_ok($later->[0], '<', $memory[$from][0] + ROOM, 'memory is flat');
}

$_->end_by('TERM') for @slots;
$_->stop for grep { defined } $nginx, $apache;
ok(wait_for(sub { !Trouble::processes($root) }), 'no process is left');
is(join(' ', grep { !/^(\.htaccess|faq\.(db|lock)|status\.txt|ledger\.txt|log)$/ }
    map { s{.*/}{}r } glob("$home/var/{.h,}*")), '', 'and no file');
done_testing();

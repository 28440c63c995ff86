# SPDX-License-Identifier: ISC
#
# Trouble.pm - what happens to a FAQ during the soak, one thing at a time: its
# owner edits, processes and builders are killed or ended, servers reload, the
# disk is full, the store is damaged. After each the FAQ must come to show the
# newest generation by itself.
package Trouble;
use strict;
use warnings;

use Clients;
use FAQ;
use FastCGI;
use Generations;
use Time::HiRes qw(time);

use constant SLOW => 1.5; # seconds; the program waits for two quiet ones

# new(HOME, SLOTS, NGINX, APACHE, ...): members as t/86-soak.t gives them.
sub new {
	my ($class, %self) = @_;
	return bless {%self, generation => 0, kills => [], slow => [],
	    problems => [], done => {}, memory => []}, $class;
}

sub problem {
	my ($self, $what) = @_;
	push @{$self->{problems}}, $what;
}

# ------------------------------------------------------------------- edits
# As by FTP: in place, file after file, each in two pieces.
sub write_files {
	my ($self) = @_;
	my $g = $self->{generation} = ($self->{generation} + 1)
	    % $self->{generations};
	my %files = Generations::files($g, "http://$self->{host}/faq");
	my $start = time;
	for my $name (sort { rand() <=> 0.5 } keys %files) {
		open(my $file, '>:raw', "$self->{home}/$name")
		    or die "$name: $!";
		my $half = int rand length $files{$name};
		syswrite $file, substr $files{$name}, 0, $half;
		select undef, undef, undef, rand 0.1;
		syswrite $file, substr $files{$name}, $half;
	}
	# a host that slept meanwhile: half of an edit was quiet for long
	push @{$self->{slow}}, [$start, time + 30] if time - $start > SLOW;
}

# Whether every door shows the newest generation, soon.
sub shows {
	my ($self, $what, @doors) = @_;
	for my $door (@doors ? @doors : @{$self->{doors}}) {
		my ($wrong, $g, $end) = ('', undef, time + 60);
		until (time > $end) {
			($wrong, $g) = Clients::look($door, $self->{valid},
			    $self->{look});
			last if $wrong eq '' && $g == $self->{generation};
			delete $door->{open} if $wrong ne '';
			select undef, undef, undef, 0.1;
		}
		$self->problem("$what: the newest questions do not show by "
		    . "$door->{name}: " . ($wrong ne '' ? $wrong
		    : "generation $g")) if time > $end;
	}
}

# ------------------------------------------------------------------ processes
# The program's processes that live in folders of this test: id => session.
sub processes {
	my ($root) = @_;
	my %found;
	for my $pid (map { /(\d+)/ } glob '/proc/[0-9]*') {
		my $exe = readlink "/proc/$pid/exe";
		next unless defined $exe && index($exe, "$root/") == 0
		    && $exe =~ /faq\.f?cgi$/;
		open(my $file, '<', "/proc/$pid/stat") or next;
		my ($session) = (readline($file) // '')
		    =~ /\) \S+ \S+ \S+ (\S+)/ or next;
		$found{$pid} = $session;
	}
	return %found;
}

# Notes it before, since a client looks for it as soon as it fails.
sub kill_process {
	my ($self, $door, $pid) = @_;
	push @{$self->{kills}}, [$door, time];
	kill 'KILL', $pid;
	push @{$self->{kills}}, [$door, time];
}

sub restart {
	my ($self, $i) = @_;
	my $old = $self->{slots}[$i];
	$old->wait_end // $self->problem("slot $i does not end");
	$self->{log} .= $old->messages;
	$self->{slots}[$i] = FastCGI->start($self->{home}, $old);
}

# The builder leads a session of its own.
sub kill_builder {
	my ($self) = @_;
	$self->write_files;
	my ($killed, $end) = (0, time + 10);
	until ($killed || time > $end) {
		my %all = processes($self->{root});
		my ($builder) = grep { $all{$_} == $_ } keys %all;
		$killed = kill 'KILL', $builder if defined $builder;
		select undef, undef, undef, 0.002;
	}
	$self->{done}{'a builder, in fact'} += $killed;
}

# ----------------------------------------------------------------------- disk
# Where nothing can be mounted, a folder that cannot be written, which is no
# hindrance for root.
sub full_disk {
	my ($self) = @_;
	my $var = "$self->{home}/var";
	return if !$self->{mounted} && $> == 0;
	if ($self->{mounted}) {
		open(my $file, '>:raw', "$var/filler") or die "$var: $!";
		for my $piece (4096, 1) { # to the last byte
			1 while syswrite $file, 'x' x $piece;
		}
	} else {
		chmod 0555, $var;
	}
	$self->write_files;
	$self->shows('a full disk', $self->{steady});
	$self->{mounted} ? unlink "$var/filler" : chmod 0755, $var;
	$self->{done}{'a full disk, in fact'}++;
	$self->write_files; # and it takes them from the disk again
}

# ---------------------------------------------------------------------- store
my @damages = (
	sub { truncate $_[0], 5000 },
	sub { truncate $_[0], 0 },
	sub { put_file("$_[0].x", 'no store'); rename "$_[0].x", $_[0] },
	sub { unlink $_[0] },
	sub {
		open(my $file, '+<:raw', $_[0]) or return;
		for (1 .. 40) {
			sysseek $file, int rand -s $file, 0;
			syswrite $file, join '', map { chr rand 256 } 1 .. 200;
		}
	},
	sub {
		open(my $file, '+<:raw', $_[0]) or return;
		syswrite $file, "\0" x 100;
	},
);

sub damage {
	my ($self) = @_;
	$damages[$self->{damaged}++ % @damages]->("$self->{home}/var/faq.db");
	# who has it open notices in a second, at the next look
	$self->{doors}[-1]{ask}->($self->{doors}[-1], $self->{look}); # CGI
	select undef, undef, undef, 1.5;
}

# --------------------------------------------------------------------- events
my %events = (
	'an edit' => sub { $_[0]->write_files },
	'an edit, and build' => sub {
		my ($self) = @_;
		$self->write_files;
		my ($code, undef, $err) = settle($self->{home});
		$self->problem("build: $err") if $code != 0;
	},
	'a killed process' => sub {
		my ($self) = @_;
		for my $i (1 .. $#{$self->{slots}}) {
			$self->kill_process("slot $i",
			    $self->{slots}[$i]{pid});
			$self->restart($i);
		}
	},
	'an ended process' => sub {
		my ($self) = @_;
		for my $i (1 .. $#{$self->{slots}}) {
			kill((rand 2 < 1 ? 'TERM' : 'USR1'),
			    $self->{slots}[$i]{pid});
			$self->restart($i);
			$self->problem("slot $i ended by "
			    . "$self->{slots}[$i]{status}")
			    if $self->{slots}[$i]{status};
		}
	},
	'a killed builder' => \&kill_builder,
	'nginx reloads' => sub {
		kill 'HUP', $_[0]{nginx}{pid} if $_[0]{nginx};
	},
	'Apache reloads' => sub {
		kill 'USR1', $_[0]{apache}{pid} if $_[0]{apache};
	},
	'a killed process of Apache' => sub {
		my ($self) = @_;
		return unless $self->{apache};
		my %all = processes($self->{apache}{dir});
		$self->kill_process('apache', $_) for keys %all;
	},
	'a full disk' => \&full_disk,
	'a damaged store' => \&damage,
);

# Pss in kB, and descriptors, of the process that nobody kills, when nothing
# is being made.
sub measure {
	my ($self) = @_;
	my $pid = $self->{slots}[0]{pid};
	wait_for(sub {
		my %all = processes($self->{root});
		!grep { $all{$_} == $_ } keys %all;
	});
	my ($pss) = get_file("/proc/$pid/smaps_rollup") =~ /^Pss:\s+(\d+)/m;
	push @{$self->{memory}}, [$pss, scalar(my @fds = glob
	    "/proc/$pid/fd/*")];
}

# make(SECONDS): all of it in turn, in an order made by chance, at least once.
sub make {
	my ($self, $seconds, $each) = @_;
	my $end = time + $seconds;
	do {
		for my $name (sort { rand() <=> 0.5 } sort keys %events) {
			my $before = @{$self->{problems}};
			$events{$name}->($self);
			$self->{done}{$name}++;
			$self->shows($name);
			$self->measure;
			$each->($name, time - $end + $seconds,
			    @{$self->{problems}} - $before);
		}
	} while time < $end;
	$self->{log} .= $_->messages for @{$self->{slots}};
}

1;

# SPDX-License-Identifier: ISC
#
# Copies.pm - several copies of the program, each with a home and a port of its
# own, HAProxy before them and nginx's cache before that, with the lines of
# t/servers: {front} and {cache} are their ports, {copies} the copies.
package Copies;
use strict;
use warnings;

use FAQ;
use File::Temp qw(tempdir);
use IO::Socket::INET;
use POSIX qw();
use Server;

# What is not installed.
sub missing {
	return grep { system("command -v $_ >/dev/null") != 0 }
	    qw(haproxy nginx);
}

# start(FILL): FILL is called with each home, which is empty.
sub start {
	my ($class, $fill) = @_;
	my $self = bless {dir => tempdir('copies-XXXXXX', TMPDIR => 1),
	    front => free_port(), cache => free_port(), owner => $$,
	    copies => [], servers => []}, $class;
	chmod 0777, $self->{dir}; # nginx is another user
	for my $name (qw(a b c)) {
		my $home = "$self->{dir}/$name";
		mkdir $home or die "$home: $!";
		$fill->($home);
		my $listen = IO::Socket::INET->new(Listen => 64,
		    LocalAddr => '127.0.0.1') // die "socket: $!";
		push @{$self->{copies}}, {home => $home, listen => $listen,
		    name => $name};
	}
	$self->start_copy($_) for @{$self->{copies}};
	$self->start_servers;
	return $self;
}

sub start_copy {
	my ($self, $copy) = @_;
	my $pid = fork() // die "fork: $!";
	if ($pid == 0) {
		delete @ENV{qw(GATEWAY_INTERFACE REQUEST_METHOD)};
		$ENV{FAQ_HOME} = $copy->{home};
		open(STDIN, '<&', $copy->{listen}) or POSIX::_exit(1);
		open(STDERR, '>>', "$copy->{home}.log") or POSIX::_exit(1);
		open(STDOUT, '>', '/dev/null') or POSIX::_exit(1);
		exec { $program } $program or POSIX::_exit(1);
	}
	$copy->{pid} = $pid;
}

sub end {
	my ($self, $process, $signal) = @_;
	return if !$process->{pid};
	kill $signal, $process->{pid};
	waitpid $process->{pid}, 0;
	$process->{pid} = 0;
}

# The recipes, with the ports and places of this test.
sub start_servers {
	my ($self) = @_;
	my ($dir, $front, $port) = @$self{qw(dir front cache)};
	my $haproxy = Server::recipe('haproxy.cfg');
	for my $copy (@{$self->{copies}}) {
		my $at = $copy->{listen}->sockport;
		$haproxy =~ s/(server $copy->{name} )\S+/${1}127.0.0.1:$at/
		    or die 'the recipe has three servers';
	}
	$haproxy =~ s/127\.0\.0\.1:8080/127.0.0.1:$front/;
	put_file("$dir/haproxy.cfg", $haproxy);
	my $cache = Server::recipe('nginx-cache.conf');
	$cache =~ s{/var/cache/nginx/faq}{$dir/cache};
	$cache =~ s/127\.0\.0\.1:8081/127.0.0.1:$port/;
	$cache =~ s/127\.0\.0\.1:8080/127.0.0.1:$front/;
	my $user = $> == 0 ? 'user www-data;' : '';
	my $temp = join '', map { "${_}_temp_path $dir/$_;\n" }
	    qw(client_body fastcgi proxy scgi uwsgi);
	put_file("$dir/nginx.conf", "$user\ndaemon off;\nworker_processes 1;"
	    . "\npid $dir/nginx.pid;\nevents { }\nhttp {\naccess_log off;\n"
	    . "$temp$cache}\n");
	$self->run('haproxy', '-db', '-f', "$dir/haproxy.cfg");
	$self->run('nginx', '-c', "$dir/nginx.conf", '-p', $dir, '-e',
	    "$dir/nginx.log");
}

sub run {
	my ($self, @words) = @_;
	my $pid = fork() // die "fork: $!";
	if ($pid == 0) {
		open(STDOUT, '>>', "$self->{dir}/said") or POSIX::_exit(1);
		open(STDERR, '>&', \*STDOUT) or POSIX::_exit(1);
		exec { $words[0] } @words or POSIX::_exit(1);
	}
	push @{$self->{servers}}, {pid => $pid};
}

# What the servers had to say.
sub messages {
	my ($self) = @_;
	return join '', map { -e "$self->{dir}/$_" ? get_file("$self->{dir}/$_")
	    : '' } qw(said nginx.log);
}

sub DESTROY {
	my ($self) = @_;
	return unless $self->{owner} == $$;
	local ($?, $!);
	$self->end($_, 'TERM') for @{$self->{servers}};
	$self->end($_, 'KILL') for @{$self->{copies}};
}

1;

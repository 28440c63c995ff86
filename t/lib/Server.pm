# SPDX-License-Identifier: ISC
#
# Server.pm - real web servers, one at a time, each with the configuration
# that a test gives it, most of them a recipe of t/servers. A recipe names the
# places of an ordinary machine; here they are below a folder of the test:
#
#     /srv/www                       the document root; faq.cgi and faq.fcgi
#                                    with the home faq/ lie in its cgi-bin/
#     /run/faq.sock                  the socket of the FastCGI program
package Server;
use strict;
use warnings;
use parent 'Daemon';

use FAQ;
use FastCGI;
use File::Copy qw(copy);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use HTTP::Tiny;
use IO::Socket::INET;

my $modules = '/usr/lib/apache2/modules';
my @modules = qw(authz_core alias dir env setenvif mime rewrite include proxy
    proxy_fcgi);
my %kinds = (
	cgid => ['/usr/sbin/apache2', 'mpm_event', 'cgid'],
	cgi => ['/usr/sbin/apache2', 'mpm_prefork', 'cgi'],
	fcgid => ['/usr/sbin/apache2', 'mpm_event', 'fcgid'],
	proxy_fcgi => ['/usr/sbin/apache2', 'mpm_event'],
	nginx => ['/usr/sbin/nginx'],
	lighttpd => ['/usr/sbin/lighttpd'],
);

sub kinds {
	return sort keys %kinds;
}

# What is not installed of a kind.
sub missing {
	my ($kind) = @_;
	my ($binary, @own) = @{$kinds{$kind}};
	my @files = ($binary, $binary =~ /apache/
	    ? map { "$modules/mod_$_.so" } @own, @modules : ());
	return grep { !-e } @files;
}

# recipe(NAME): the text of a file of t/servers.
sub recipe {
	return get_file("$top/t/servers/$_[0]");
}

# start(KIND, SNIPPET, FAQ.CONF): such a server with these lines in it and the
# questions that ship. {root} is its address, {www} its document root.
# {program} is the FastCGI process where the lines name the socket and the
# server does not start it. In FAQ.CONF, ROOT stands for the address.
sub start {
	my ($class, $kind, $snippet, $conf) = @_;
	my $dir = tempdir('server-XXXXXX', TMPDIR => 1);
	my $port = free_port();
	my $self = bless {dir => $dir, www => "$dir/www", kind => $kind,
	    port => $port, root => "http://127.0.0.1:$port", owner => $$},
	    $class;
	chmod 0755, $dir;
	make_path("$dir/run");
	$self->fill_site(($conf // '') =~ s/ROOT/$self->{root}/r);
	if ($snippet =~ m{/run/faq\.sock} && $snippet !~ /bin-path/) {
		$self->{program} = FastCGI->start("$dir/www/cgi-bin/faq");
		my $socket = $self->{program}{socket};
		chmod 0777, $socket;
		chmod 0755, $socket =~ s{/[^/]+$}{}r;
		$snippet =~ s{/run/faq\.sock}{$socket}g;
	}
	$snippet =~ s{/run/faq\.sock}{$dir/run/faq.sock}g;
	$snippet =~ s{/srv/www}{$dir/www}g;
	put_file("$dir/conf", $self->configuration($snippet));
	copy('/etc/nginx/fastcgi_params', $dir) if $kind eq 'nginx';
	give("$dir/run", "$dir/www");
	$self->{pid} = fork() // die "fork: $!";
	if ($self->{pid} == 0) {
		open(STDOUT, '>', "$dir/stdout") or die;
		open(STDERR, '>&', \*STDOUT) or die;
		umask 022;
		setpgrp; # mpm_prefork ends its whole group
		exec $self->words or die;
	}
	return $self if wait_for(sub {
		IO::Socket::INET->new(PeerAddr => '127.0.0.1',
		    PeerPort => $port)
	});
	return (undef, $self->messages);
}

# Gives folders to the server's user, where we are root.
sub give {
	my (@paths) = @_;
	system('chown', '-R', 'www-data:', @paths) if $> == 0;
}

sub fill_site {
	my ($self, $conf) = @_;
	my $bin = "$self->{www}/cgi-bin";
	make_path("$bin/faq/data", "$bin/faq/var");
	for ('faq.cgi', 'faq.fcgi') {
		copy($program, "$bin/$_") or die "$_: $!";
		chmod 0755, "$bin/$_";
	}
	copy($_, "$bin/faq/data") or die "$_: $!"
	    for glob("'$top/data/*.md'"), "$top/data/synonyms.txt";
	put_file("$bin/faq/faq.conf", $conf) if $conf ne '';
	put_file("$self->{www}/index.html", "<title>site</title>\n");
}

sub configuration {
	my ($self, $snippet) = @_;
	my ($dir, $port) = @$self{qw(dir port)};
	my $user = $> == 0;
	return nginx($dir, $port, $user, $snippet) if $self->{kind} eq 'nginx';
	return lighttpd($dir, $port, $user, $snippet)
	    if $self->{kind} eq 'lighttpd';
	my (undef, @own) = @{$kinds{$self->{kind}}};
	return apache($dir, $port, $user, $snippet, @own);
}

sub apache {
	my ($dir, $port, $root, $snippet, @own) = @_;
	my $load = join '', map {
		"LoadModule ${_}_module $modules/mod_$_.so\n"
	} @own, @modules;
	my $user = $root ? "User www-data\nGroup www-data\n" : '';
	$user .= "ScriptSock \"$dir/run/cgid.sock\"\n"
	    if grep { $_ eq 'cgid' } @own;
	$user .= "FcgidIPCDir \"$dir/run\"\n"
	    . "FcgidProcessTableFile \"$dir/run/table\"\n"
	    if grep { $_ eq 'fcgid' } @own;
	put_file("$dir/types", "text/html html shtml\n");
	return <<"END";
ServerRoot "$dir"
ServerName 127.0.0.1
Listen 127.0.0.1:$port
PidFile "$dir/run/pid"
DefaultRuntimeDir "$dir/run"
Mutex "file:$dir/run" default
ErrorLog "$dir/run/error.log"
LogLevel warn
${load}${user}StartServers 1
TypesConfig "$dir/types"
DocumentRoot "$dir/www"
<Directory "$dir/www">
	Options FollowSymLinks
	AllowOverride None
	Require all granted
</Directory>
$snippet
END
}

sub nginx {
	my ($dir, $port, $root, $snippet) = @_;
	my $user = $root ? 'user www-data;' : '';
	my $temp = join '', map { "${_}_temp_path $dir/run/$_;\n" }
	    qw(client_body fastcgi proxy scgi uwsgi);
	return <<"END";
$user
daemon off;
worker_processes 1;
pid $dir/run/pid;
error_log $dir/run/error.log warn;
events { }
http {
	access_log off;
	$temp
	server {
		listen 127.0.0.1:$port;
		root $dir/www;
		$snippet
	}
}
END
}

sub lighttpd {
	my ($dir, $port, $root, $snippet) = @_;
	my $user = $root ? 'server.username = "www-data"' : '';
	return <<"END";
server.document-root = "$dir/www"
server.bind = "127.0.0.1"
server.port = $port
server.errorlog = "$dir/run/error.log"
index-file.names = ( "index.html" )
$user
$snippet
END
}

sub words {
	my ($self) = @_;
	my $conf = "$self->{dir}/conf";
	my $binary = $kinds{$self->{kind}}[0];
	return ($binary, '-c', $conf, '-p', $self->{dir}, '-e',
	    "$self->{dir}/run/error.log") if $self->{kind} eq 'nginx';
	return ($binary, '-D', '-f', $conf) if $self->{kind} eq 'lighttpd';
	return ($binary, '-d', $self->{dir}, '-f', $conf, '-DFOREGROUND');
}

sub get {
	my ($self, $path, %headers) = @_;
	my $url = $path =~ m{^http:} ? $path : "$self->{root}$path";
	return HTTP::Tiny->new(max_redirect => 0, timeout => 20)->get($url,
	    {headers => \%headers});
}

# All that server and program had to say.
sub messages {
	my ($self) = @_;
	my $said = join '', map { -e ? get_file($_) : '' }
	    "$self->{dir}/stdout", "$self->{dir}/run/error.log";
	return $said . ($self->{program} ? $self->{program}->messages : '');
}

1;

# SPDX-License-Identifier: ISC
#
# Host.pm - a web space as shared hosts sell it: an Apache whose configuration
# the customer cannot change but by .htaccess, which compresses and rewrites,
# and which runs programs as the customer by suexec. Files come to it as by
# FTP: they belong to the customer, files 644, folders 755.
#
# suexec is the real one where that can be (root, and a mount namespace, so
# that nothing of the system is touched); else all is one user, which the
# tests say.
package Host;
use strict;
use warnings;
use parent 'Daemon';

use FAQ;
use File::Basename qw(dirname);
use File::Find qw(find);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use HTTP::Tiny;

my $modules = '/usr/lib/apache2/modules';
my @modules = qw(mpm_event authz_core alias cgid deflate dir env filter
    headers mime rewrite setenvif suexec);
my $suexec = '/usr/lib/apache2/suexec';
my ($customer, $id) = ('customer', 20001);

# What has to be installed and is not.
sub missing {
	return grep { !-e } '/usr/sbin/apache2',
	    map { "$modules/mod_$_.so" } @modules;
}

# Whether programs can run as another user, by suexec.
sub has_suexec {
	return $> == 0 && -u $suexec && -d '/etc/apache2/suexec'
	    && system('unshare --mount true 2>/dev/null') == 0;
}

# start: a host. {root} is its address, {web} the folder that the customer
# sees, with a cgi-bin whose files are programs, {suexec} whether it is real.
sub start {
	my ($class) = @_;
	my $dir = tempdir('host-XXXXXX', TMPDIR => 1);
	my $port = free_port();
	my $self = bless {dir => $dir, web => "$dir/web", owner => $$,
	    root => "http://127.0.0.1:$port", suexec => has_suexec()}, $class;
	make_path("$dir/web/cgi-bin", "$dir/run", "$dir/suexec",
	    "$dir/log/apache2");
	put_file("$dir/web/index.html", "<title>her site</title>\n");
	chmod 0755, $dir;
	put_file("$dir/apache.conf", $self->configuration($port));
	put_file("$dir/mime.types", "text/html html\ntext/plain txt\n");
	put_file("$dir/passwd", get_file('/etc/passwd')
	    . "$customer:x:$id:${id}::/nowhere:/bin/sh\n");
	put_file("$dir/group", get_file('/etc/group')
	    . "$customer:x:$id:\n");
	put_file("$dir/suexec/www-data", "$dir/web\nweb\n");
	if ($> == 0) {
		my @server = (getpwnam('www-data'))[2, 3];
		chown @server, "$dir/run",
		    "$dir/log/apache2";
		$self->give("$dir/web");
	}
	$self->{pid} = fork() // die "fork: $!";
	if ($self->{pid} == 0) {
		open(STDOUT, '>', "$dir/stdout") or die;
		open(STDERR, '>&', \*STDOUT) or die;
		umask 022;
		exec $self->words or die;
	}
	my $http = HTTP::Tiny->new(max_redirect => 0, timeout => 20);
	return $self if wait_for(sub {
		$http->get("$self->{root}/")->{status} == 200
	});
	return (undef, $self->messages);
}

# The command that becomes Apache.
sub words {
	my ($self) = @_;
	my $dir = $self->{dir};
	my @apache = ('/usr/sbin/apache2', '-d', $dir, '-f',
	    "$dir/apache.conf", '-DFOREGROUND');
	return @apache unless $> == 0;
	unshift @apache, qw(setpriv --reuid=www-data --regid=www-data
	    --clear-groups);
	return @apache unless $self->{suexec};
	return ('unshare', '--mount', 'sh', '-ec',
	    "mount --bind $dir/passwd /etc/passwd\n"
	    . "mount --bind $dir/group /etc/group\n"
	    . "mount --bind $dir/suexec /etc/apache2/suexec\n"
	    . "mount --bind $dir/log /var/log\n"
	    . 'exec "$@"', 'sh', @apache);
}

sub configuration {
	my ($self, $port) = @_;
	my $dir = $self->{dir};
	my $load = join '', map {
		"LoadModule ${_}_module $modules/mod_$_.so\n"
	} @modules;
	my $as = $self->{suexec} ? "SuexecUserGroup $customer $customer" : '';
	return <<"END";
ServerRoot "$dir"
ServerName 127.0.0.1
Listen 127.0.0.1:$port
PidFile "$dir/run/apache.pid"
DefaultRuntimeDir "$dir/run"
Mutex "file:$dir/run" default
ErrorLog "$dir/run/error.log"
LogLevel warn
${load}StartServers 1
ThreadsPerChild 25
TypesConfig "$dir/mime.types"
DocumentRoot "$dir/web"
DirectoryIndex index.html
ScriptSock "$dir/run/cgid.sock"
ScriptAlias /cgi-bin/ "$dir/web/cgi-bin/"
$as
AddOutputFilterByType DEFLATE text/html text/css text/plain application/json
<Directory />
	AllowOverride None
	Require all denied
</Directory>
<Directory "$dir/web">
	Options SymLinksIfOwnerMatch
	AllowOverride All
	Require all granted
</Directory>
<Files ".ht*">
	Require all denied
</Files>
END
}

# Gives all below a path of the web space to the customer.
sub give {
	my ($self, $path) = @_;
	return unless $> == 0;
	my @owner = $self->{suexec} ? ($id, $id)
	    : (getpwnam('www-data'))[2, 3];
	find({no_chdir => 1, wanted => sub {
		chown @owner, $_ or die "$_: $!";
	}}, $path);
}

# upload(FROM, TO): all that is in a folder of hers into one of the web space.
sub upload {
	my ($self, $from, $to) = @_;
	find({no_chdir => 1, wanted => sub {
		my $path = "$self->{web}/$to" . substr($_, length $from);
		-d $_ ? make_path($path)
		    : $self->put($path =~ s{^\Q$self->{web}\E/}{}r,
		        get_file($_));
		chmod 0755, $path if -d $_;
	}}, $from);
	$self->give("$self->{web}/" . $to =~ s{/.*}{}r);
}

# put(PATH, BYTES): one file. One that runs cannot be written.
sub put {
	my ($self, $path, $bytes) = @_;
	put_file("$self->{web}/$path", $bytes);
	$self->change($path, 0644);
	$self->give("$self->{web}/$path");
	for (my $up = dirname($path); $up ne '.'; $up = dirname($up)) {
		$self->give("$self->{web}/$up") if !-o "$self->{web}/$up"
		    || $> == 0;
	}
}

# change(PATH, MODE): permissions.
sub change {
	my ($self, $path, $mode) = @_;
	chmod $mode, "$self->{web}/$path" or die "$path: $!";
}

sub get {
	my ($self, $path, %headers) = @_;
	return HTTP::Tiny->new(max_redirect => 0, timeout => 20)->get(
	    "$self->{root}$path", {headers => \%headers});
}

# All that the server, suexec and the program had to say.
sub messages {
	my ($self) = @_;
	return join '', map { -e "$self->{dir}/$_" ? get_file("$self->{dir}/$_")
	    : '' } qw(stdout run/error.log log/apache2/suexec.log);
}

1;

# SPDX-License-Identifier: ISC
#
# Apache.pm - a real Apache in a folder of its own (t/serve-apache), for the
# tests that need a web server; gone at the end.
package Apache;
use strict;
use warnings;
use parent 'Daemon';

use FAQ;
use File::Temp qw(tempdir);
use HTTP::Tiny;

# What has to be installed and is not; an empty list if all is there.
sub missing {
	return grep { !-e } '/usr/sbin/apache2',
	    map { "/usr/lib/apache2/modules/mod_$_.so" }
	    qw(mpm_event authz_core alias cgid fcgid);
}

# start(HOME): an Apache that serves, or undef and the reason. {root} is its
# address, {dir} its folder.
sub start {
	my ($class, $home) = @_;
	my $dir = tempdir('apache-XXXXXX', TMPDIR => 1);
	my $port = free_port();
	my $self = bless {dir => $dir, root => "http://127.0.0.1:$port",
	    owner => $$}, $class;
	$self->{pid} = fork() // die "fork: $!";
	if ($self->{pid} == 0) {
		open(STDOUT, '>', "$dir/stdout") or die;
		open(STDERR, '>&', \*STDOUT) or die;
		exec "$top/t/serve-apache", $program, $home, $port, $dir or die;
	}
	my $http = HTTP::Tiny->new(max_redirect => 0, timeout => 20);
	return $self if wait_for(sub {
		$http->get("$self->{root}/")->{status} == 302
	});
	return (undef, $self->messages);
}

# All that the program and the server had to say.
sub messages {
	my ($self) = @_;
	return get_file(-e "$self->{dir}/error.log" ? "$self->{dir}/error.log"
	    : "$self->{dir}/stdout");
}

# The same without what is no complaint.
sub complaints {
	my ($self) = @_;
	return join "\n", grep { !/:notice\]/ } split /\n/, $self->messages;
}

# add_faq(NAME, FILE => BYTES, ...): one more FAQ beside the first, NAME.cgi
# with a home of these files, or without a home. Gives its address.
sub add_faq {
	my ($self, $name, %files) = @_;
	my $bin = "$self->{dir}/cgi-bin";
	put_file("$bin/$name.cgi", get_file($program));
	chmod 0755, "$bin/$name.cgi" or die;
	return "$self->{root}/cgi-bin/$name.cgi" unless %files;
	put_file("$bin/$name/$_", $files{$_}) for keys %files;
	mkdir "$bin/$name/var" or die;
	chmod 0777, "$bin/$name/var" or die; # the server may be another user
	return "$self->{root}/cgi-bin/$name.cgi";
}

1;

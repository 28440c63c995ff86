# SPDX-License-Identifier: ISC
#
# Daemon.pm - what the servers of the tests have in common: {pid} is the
# process, {owner} the one that started it and alone ends it.
package Daemon;
use strict;
use warnings;

sub stop {
	my ($self) = @_;
	return unless $self->{pid} && $self->{owner} == $$;
	local ($?, $!);
	kill 'TERM', $self->{pid};
	waitpid $self->{pid}, 0;
	$self->{pid} = 0;
}

sub DESTROY {
	$_[0]->stop;
}

1;

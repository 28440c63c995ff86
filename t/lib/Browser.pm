# SPDX-License-Identifier: ISC
#
# Browser.pm - where Chromium, node and the modules of t/browser are.
package Browser;
use strict;
use warnings;

use FAQ;

sub find_command {
	for my $name (@_) {
		for (split /:/, $ENV{PATH}) {
			return "$_/$name" if -x "$_/$name" && !-d _;
		}
	}
	return undef;
}

sub chromium {
	return $ENV{CHROME_PATH} // find_command('chromium');
}

# Options that keep Chromium to this machine; as root it refuses its sandbox.
sub flags {
	return (qw(--disable-gpu --disable-quic --no-first-run
	    --disable-background-networking --disable-component-update
	    --disable-sync),
	    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
	    $> == 0 ? '--no-sandbox' : ());
}

sub node {
	return find_command('node', 'nodejs');
}

# The Nu checker runs in it; "" where there is none.
sub java {
	return find_command('java') // '';
}

# The place of the modules: elsewhere in a tree that is packed by make dist.
sub modules {
	return $ENV{FAQ_NODE_MODULES} // "$top/t/browser/node_modules";
}

sub shots {
	return ($program =~ s{/src/faq\.cgi$}{}r) . '/t/browser/screenshots';
}

# Why tests that need these modules cannot run, or undef.
sub modules_missing {
	return 'node is not installed' unless defined node();
	my ($major, $minor) = `@{[node()]} --version` =~ /^v(\d+)\.(\d+)/;
	return 'node is older than 18.19'
	    if !defined $major || $major < 18 || $major == 18 && $minor < 19;
	my ($lost) = grep { !-e modules() . "/$_/package.json" } @_;
	return defined $lost ? "the node module $lost is not installed" : undef;
}

# Why the tests in a browser cannot run, or undef.
sub missing {
	return 'chromium is not installed' unless defined chromium();
	return modules_missing(qw(axe-core html-validate lighthouse
	    playwright-core vnu-jar));
}

1;

#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# What an owner downloads: the zip file is whole, made twice it is the same,
# and unpacked into a web space as INSTALL.html says it is a FAQ.
use strict;
use warnings;
use File::Glob qw(:bsd_glob);
use FindBin;
use lib "$FindBin::Bin/lib";
use Bundle;
use FAQ;
use File::Find qw(find);
use File::Temp qw(tempdir);
use Host;
use IO::Uncompress::Gunzip qw(gunzip);
use Test::More;

my $why = Bundle::unavailable();
plan skip_all => $why if $why;

my $zip = Bundle::make();
my $bundle = Bundle::unpack($zip);
my (undef, $said) = command($top, 'version');
my ($version) = $said =~ /^faq\.cgi (\S+)$/ or die $said;

subtest 'what is in it' => sub {
	like($zip, qr{/faq-\Q$version\E-linux-\w+\.zip$},
	    'its name has the version');
	my (@files, @large);
	find({no_chdir => 1, wanted => sub {
		push @files, substr($_, 1 + length $bundle) if -f;
		push @large, $_ if -f && -s > 5e6;
	}}, $bundle);
	is("@large", '', 'nothing above 5 MB');
	my $sums = get_file("$bundle/SHA256SUMS");
	is(join(' ', sort grep { $_ ne 'SHA256SUMS' } @files),
	    join(' ', sort $sums =~ /^[0-9a-f]{64}  (.+)$/mg),
	    'SHA256SUMS names every file');
	is(system("cd '$bundle' && sha256sum --quiet -c SHA256SUMS"), 0,
	    'and is right');
	my $listed = `unzip -Z1 '$zip'`;
	unlike($listed, qr/~$|\.orig$|\.git/m, 'nothing that strayed in');
	my $home = "$bundle/cgi-bin/faq";
	for my $copy (glob("$home/originals/templates/*")) {
		my $name = $copy =~ s{.*/}{}r;
		is(get_file($copy), get_file("$top/templates/$name"),
		    "to copy: $name");
	}
	my @inside = map { s{.*/}{}r } glob("$top/templates/*");
	my @copies = map { s{.*/}{}r } glob("$home/originals/templates/*");
	is("@copies", "@inside", 'every template and text is there to copy');
	is(join(' ', glob("$home/templates/*")), '',
	    'and none is in force, since it would outlive an update');
	is(get_file("$home/faq.conf"), get_file("$top/faq.conf"),
	    'faq.conf with every key');
	for my $page (glob("'$top'/man/*.[1-9]")) {
		my $copy = "$bundle/manual/" . $page =~ s{.*/}{}r . '.html';
		ok(-s $copy, "the manual: $copy") or next;
		for my $link (get_file($copy) =~ /href="([^"#]+)"/g) {
			ok($link =~ m{^https:} || -e "$bundle/manual/$link",
			    "its link $link");
		}
	}
	is(get_file("$bundle/README.md"), get_file("$top/README.md"), 'README');
	my ($code, $out, $err) = FAQ::run_program({}, '',
	    "$bundle/cgi-bin/faq.cgi", 'check');
	is("$code $err", '0 ', 'its sample has no mistake');
};

subtest 'the program' => sub {
	my $program = "$bundle/cgi-bin/faq.cgi";
	my $parts = `readelf -lW '$program'`;
	unlike($parts, qr/INTERP/, 'needs no shared library');
	like(`readelf -hW '$program'`, qr/Type:\s+DYN\b/, 'static-pie');
	unlike(`readelf -SW '$program'`, qr/\.symtab|\.debug/, 'stripped');
	unlike(get_file($program), qr/\Q$top\E/, 'names no folder of ours');
	SKIP: {
		skip 'an empty root needs root', 1 if $> != 0;
		my $root = tempdir('empty-XXXXXX', TMPDIR => 1);
		put_file("$root/faq.cgi", get_file($program));
		chmod 0755, "$root/faq.cgi" or die;
		put_file("$root/faq/data/a.md", "# FAQ\n\n## Alone?\n\nYes.\n");
		my ($code, $out, $err) = FAQ::run_program({
		    GATEWAY_INTERFACE => 'CGI/1.1', REQUEST_METHOD => 'GET',
		    SCRIPT_FILENAME => '/faq.cgi', PATH_INFO => '/alone'},
		    '', 'chroot', $root, '/faq.cgi');
		like($out, qr{<h1>Alone\?</h1>}, 'runs where nothing else is');
	}
};

subtest 'versions' => sub {
	like(get_file("$top/CHANGES"),
	    qr/\A.*?^## \Q$version\E, \d{4}-\d\d-\d\d$/ms,
	    'CHANGES begins with it');
	my ($newest) = get_file("$top/CHANGES") =~ /^## (\S+),/m;
	is($newest, $version, 'as the newest');
	my $size = -s "$bundle/cgi-bin/faq.cgi";
	for (qw(INSTALL.html INSTALL.txt cgi-bin/faq-help.html)) {
		my $text = get_file("$bundle/$_");
		unlike($text, qr/\@[A-Z]+\@/, "$_: all is filled in");
		like($text, qr/\b$size bytes/, "$_ knows the right size");
	}
	like(get_file("$bundle/INSTALL.html"), qr/\Q$version\E/,
	    'INSTALL names it');
};

subtest 'the pages' => sub {
	my $html = get_file("$bundle/INSTALL.html");
	ok(-f "$bundle/$_", "picture $_") for $html =~ /<img src="([^"]+)"/g;
	for my $named ($html =~ m{<code>((?:faq|cgi-bin)/[^<]+)</code>}g) {
		next if $named =~ m{^faq/(templates/|var\b)};
		ok(-e "$bundle/cgi-bin/$named" || -e "$bundle/$named",
		    "INSTALL names what is there: $named");
	}
	my $text = get_file("$bundle/INSTALL.txt");
	my $words = sub { join ' ', $_[0] =~ /[A-Za-z]{3,}/g };
	my $plain = $html =~ s{<(style|title)>.*?</\1>|<svg.*?</svg>}{}gsr;
	$plain =~ s/<[^>]*>|&#?\w+;/ /g;
	is($words->($text), $words->($plain), 'INSTALL.txt says the same');
	unlike($text, qr/^.{79}/m, 'in lines of a terminal');
};

subtest 'made twice it is the same' => sub {
	my $source = tempdir('source-XXXXXX', TMPDIR => 1);
	my $again = Bundle::build($source);
	ok($again, 'another copy in another folder is built')
	    or return;
	ok(get_file($again) eq get_file($zip), 'byte for byte');
};

my @missing = Host::missing();
SKIP: {
	skip "not installed: @missing", 1 if @missing;
	subtest 'in a web space' => \&try_host;
}
done_testing();

sub try_host {
	my ($host, $reason) = Host->start;
	ok($host, 'a host') or BAIL_OUT($reason);
	note($host->{suexec} ? 'programs run as the customer, by suexec'
	    : 'no suexec here: programs run as the server');
	$host->upload("$bundle/cgi-bin", 'cgi-bin');
	$host->change('cgi-bin/faq.cgi', 0755);
	my $index = $host->get('/cgi-bin/faq.cgi');
	is($index->{status}, 200, 'the FAQ is there');
	my @found = $index->{content} =~
	    m{<li><a href="/cgi-bin/faq.cgi/([\w-]+)">}g;
	is("@found", "@slugs", 'with its questions');
	for (@found) {
		my $page = $host->get("/cgi-bin/faq.cgi/$_");
		is($page->{status}, 200, $_);
		like($page->{content}, qr{<article>.*</article>}s, 'read');
	}
	like($host->get('/cgi-bin/faq.cgi?q=does+it+hurt')->{content},
	    qr{<mark>hurt</mark>}, 'a search');
	my $zipped = $host->get('/cgi-bin/faq.cgi', 'Accept-Encoding' =>
	    'gzip');
	is($zipped->{headers}{'content-encoding'}, 'gzip', 'compressed once');
	gunzip(\$zipped->{content} => \my $body) or die;
	is($body, $index->{content}, 'the same page');
	is($host->get('/cgi-bin/faq.cgi', 'Accept-Encoding' => 'gzip',
	    'If-None-Match' => $zipped->{headers}{etag})->{status}, 304,
	    'not sent twice');
	my @stat = stat("$host->{web}/cgi-bin/faq/var/faq.db");
	ok(@stat, 'it has built its store');
	is($stat[4], (stat("$host->{web}/cgi-bin/faq"))[4],
	    'which belongs to the customer');
	is($host->get("/cgi-bin/$_")->{status}, 403, "closed: $_")
	    for qw(faq/data/index.md faq/var/faq.db faq/faq.conf .htaccess);
	my $help = $host->get('/cgi-bin/faq-help.html');
	is($help->{status}, 200, 'the help page is one, though in cgi-bin');
	is($help->{headers}{'content-type'}, 'text/html', 'of HTML');

	rewritten($host);
	updated($host);
	without_cgi_bin($host);
	is(join("\n", grep { /error|crit|emerg|alert|faq\.cgi:/
	    && !/client denied|authz_core:error/ }
	    split /\n/, $host->messages), '', 'nothing in the error log');
}

# Clean addresses by a rule of her own.
sub rewritten {
	my ($host) = @_;
	$host->put('.htaccess', "RewriteEngine On\n"
	    . "RewriteRule ^faq(/.*)?\$ /cgi-bin/faq.cgi\$1 [L,QSA]\n");
	my $conf = get_file("$bundle/cgi-bin/faq/faq.conf");
	$host->put('cgi-bin/faq/faq.conf',
	    $conf =~ s{^#base_url = .*}{base_url = /faq}mr);
	quiet();
	my $page = $host->get('/faq');
	like($page->{content}, qr{href="/faq/cost"}, 'a rewrite rule');
	is($host->get('/faq/cost')->{status}, 200, 'leads to answers');
	$host->put('cgi-bin/faq/faq.conf', $conf);
}

# As INSTALL says: under another name, then renamed, while it runs.
sub updated {
	my ($host) = @_;
	$host->upload("$bundle/cgi-bin/faq/data", 'cgi-bin/faq/data');
	$host->put('cgi-bin/faq.new', get_file("$bundle/cgi-bin/faq.cgi"));
	$host->change('cgi-bin/faq.new', 0755);
	rename "$host->{web}/cgi-bin/faq.cgi", "$host->{web}/cgi-bin/faq.old"
	    or die;
	rename "$host->{web}/cgi-bin/faq.new", "$host->{web}/cgi-bin/faq.cgi"
	    or die;
	is($host->get('/cgi-bin/faq.cgi/cost')->{status}, 200, 'updated');
}

# In a folder of hers where the host runs nothing by itself.
sub without_cgi_bin {
	my ($host) = @_;
	$host->upload("$bundle/cgi-bin", 'help');
	$host->change('help/faq.cgi', 0755);
	my $raw = $host->get('/help/faq.cgi');
	like($raw->{content}, qr/^\x7fELF/, 'the program\'s bytes');
	my ($lines) = get_file("$bundle/INSTALL.txt") =~
	    /^\s+(Options \+ExecCGI\n\s+AddHandler \S+ \S+)$/m;
	ok($lines, 'INSTALL has the lines for it');
	my $rules = get_file("$bundle/cgi-bin/.htaccess") =~
	    s{/cgi-bin/faq-help}{/help/faq-help}r;
	$host->put('help/.htaccess', "$rules$lines\n");
	my $page = $host->get('/help/faq.cgi');
	is($page->{status}, 200, 'with them it runs');
	like($page->{content}, qr{href="/help/faq.cgi/cost"}, 'there');
	is($host->get("/help/$_")->{status}, 403, "closed: $_")
	    for qw(faq/data/index.md faq/var/faq.db);
}

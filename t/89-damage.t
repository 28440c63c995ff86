#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The store's file is damaged at random: bits are turned, blocks zeroed, swapped,
# or put back as they were before, the file is cut. Whatever is asked then gets
# the very page that it got before, or an older one that was whole, or 503;
# what was read is logged and made anew; `check` finds what nobody read.
# FAQ_DAMAGES=1000 tries as many (40), FAQ_SEED others.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use Test::More;

my $count = $ENV{FAQ_DAMAGES} // 40;
my $seed = srand($ENV{FAQ_SEED} // 11);
diag("FAQ_SEED=$seed") if $ENV{FAQ_SEED};

# Pages that read about all there is: entries, search index, templates, feeds.
my @asked = (['/'], ['/does-it-hurt'], ['/', 'q=how+long+does+it+take'],
    ['/', 'q=skarz'], ['/all'], ['/faq.json'], ['/none-such']);

my $home = new_home('templates/date.tpl' =>
    "{{%AUTOESCAPE context=\"HTML\"}}{{ISO_DATE}}");
put_file("$home/data/$_", get_file("$top/data/$_")) for map { s{.*/}{}r }
    glob("$top/data/*.md"), "$top/data/synonyms.txt";
my $db = "$home/var/faq.db";

sub ask {
	my ($get, $what) = @_;
	return $get->($what->[0], QUERY_STRING => $what->[1] // '');
}

# An older store of the same size and shape: another answer, then back.
my $file = "$home/data/30-sessions.md";
my $text = get_file($file);
put_file($file, $text =~ tr/aeiou/eioua/r);
settle($home);
my $old = get_file($db);
put_file($file, $text);
settle($home);
my $good = get_file($db);
is(length $old, length $good, 'two stores of one size');
my %want;
for (@asked) {
	my $page = ask(sub { cgi($home, @_) }, $_);
	$want{"@$_"} = [@$page{qw(status body)}];
}
my ($code, undef, $err) = command($home, 'check');
is($code, 0, 'check finds nothing wrong with it') or diag($err);

# A block's place, of that size.
sub place {
	my ($size) = @_;
	return $size * int rand(length($good) / $size);
}

my %damage = (
	'a bit' => sub {
		substr($_[0], rand length $good, 1) ^= chr(1 << int rand 8);
	},
	'some bits' => sub {
		substr($_[0], rand length $good, 1) ^= chr(1 << int rand 8)
		    for 1 .. 2 + rand 30;
	},
	'a block of zeros' => sub {
		my $size = (64, 512, 4096)[rand 3];
		substr($_[0], place($size), $size) = "\0" x $size;
	},
	'a cut' => sub {
		substr($_[0], rand(10) < 1 ? 0 : rand length $good) = '';
	},
	'a cut between pages' => sub {
		substr($_[0], place(4096)) = '';
	},
	'swapped blocks' => sub {
		my $size = (16, 512, 4096, 4096)[rand 4];
		my ($one, $two) = (place($size), place($size));
		my $kept = substr $_[0], $one, $size;
		substr($_[0], $one, $size) = substr $_[0], $two, $size;
		substr($_[0], $two, $size) = $kept;
	},
	'an old block' => sub {
		my $size = (512, 4096, 4096)[rand 3];
		my $at = place($size);
		substr($_[0], $at, $size) = substr $old, $at, $size;
	},
	'old blocks' => sub {
		my $at = place(4096);
		substr($_[0], $at) = substr $old, $at;
	},
	'other bytes behind it' => sub { $_[0] .= "\xa5" x (1 + rand 9000) },
);
my @kinds = sort keys %damage;

my (@wrong, @silent, @unseen, %tried);
my ($read, $late) = (0, 0);
for my $number (1 .. $count) {
	my $kind = $kinds[$number % @kinds];
	my $bad = $good;
	$damage{$kind}->($bad);
	# two blocks that were the same, or a whole store, if an old one
	next if $bad eq $good || $bad eq $old;
	$tried{$kind}++;
	put_file($db, $bad);
	my (undef, undef, $said) = command($home, 'check');
	push @unseen, "$number ($kind)"
	    unless $said =~ m{^var/faq\.db: is not what was written}m;
	# with the file open, and some of it read before it is damaged
	my $open = $number % 4 == 0;
	put_file($db, $good) if $open;
	my $faq = $open ? FastCGI->start($home) : undef;
	ask(sub { $faq->get(@_, SCRIPT_NAME => '/cgi-bin/faq.cgi') },
	    $asked[rand @asked]) if $open;
	if ($open) {
		open(my $raw, '+<', $db) or die "$db: $!";
		print $raw $bad;
		truncate $raw, length $bad;
		close $raw;
	}
	my $log = '';
	for (sort { rand 2 <=> 1 } @asked) {
		my $page = $open ? ask(sub { $faq->get(@_,
		    SCRIPT_NAME => '/cgi-bin/faq.cgi') }, $_)
		    : ask(sub { cgi($home, @_) }, $_);
		$log .= $page->{log} // '';
		my $same = $page->{status} == $want{"@$_"}[0]
		    && $page->{body} eq $want{"@$_"}[1];
		$late++ if $page->{status} == 503;
		push @wrong, "$number ($kind): $page->{status} @$_"
		    unless $same || $page->{status} == 503;
	}
	$log .= $faq->messages if $open;
	my $now = get_file($db);
	$read++ if $now ne $bad;
	push @silent, "$number ($kind)"
	    if $now ne $bad && $log !~ /is not what was written there/;
	put_file($db, $good);
}
is(join(', ', @wrong), '', "$count damages: no page is another one");
is(join(', ', @silent), '', "what is made anew ($read) is logged");
is(join(', ', @unseen), '', 'check sees each of them');
cmp_ok($read, '>', $count / 4, 'many were read');
is($late, 0, 'it is made anew for the one who found it');
is(scalar keys %tried, scalar @kinds, 'each kind of damage was tried');

done_testing();

#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The pages in a real Chromium: what readers do with them, what checkers of
# accessibility and markup say, and what they look like. The work is done by
# t/browser/driver.js; this file sets up the FAQs and counts.
use strict;
use warnings;
use File::Glob qw(:bsd_glob);
use FindBin;
use lib "$FindBin::Bin/lib";
use Apache;
use Browser;
use FAQ;
use JSON::PP;
use Test::More;

plan skip_all => 'FAQ_BROWSER=no leaves it out'
    if ($ENV{FAQ_BROWSER} // '') eq 'no';
my $why = Browser::missing() // '';
my @missing = Apache::missing();
$why ||= "not installed: @missing" if @missing;
plan skip_all => "$why (./quickstart check installs it)" if $why;

my $long = 'Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbau'
    . 'unterbeamtengesellschaftsangestelltenvertreter';
my @fruits = qw(apple pear plum cherry grape fig melon peach quince medlar);

# Words, addresses, tables and code that are wider than a telephone.
sub wide_data {
	my ($title, $question) = @_;
	my $rows = join '', map { '| ' . join(' | ', ("$_ columns") x 12) . " |\n" }
	    'many', ('-----'), 'wide';
	return <<"END";
# $title

$long https://wide.example/@{['path/' x 40]}

# $long

## $question $long? {#long keywords="wide"}

$long

https://wide.example/@{['path/' x 40]}

    int main(void) { return puts("@{['code ' x 40]}"); }

$rows
- `@{['x' x 150]}`

## $question {#short}

@{["$question " x 40]}
END
}

sub many_data {
	my ($groups, $each) = @_;
	return "# Many questions\n\n" . join '', map {
		my $group = $_;
		"# Group $group\n\n" . join '', map {
			"## How does the $fruits[$_ % 10] grow in year "
			    . "$group-$_?\n\nSlowly, with number $_.\n\n"
		} 1 .. $each
	} 1 .. $groups;
}

# The built-in template with something put before its MARK.
sub spoilt {
	my ($file, $mark, $text) = @_;
	my $template = get_file("$top/templates/$file");
	$template =~ s/\Q$mark\E/$text$&/ or die "$file has no $mark";
	return $template;
}

# A mistake for each checker to find.
sub faulty_templates {
	return ('templates/page.tpl' => spoilt('page.tpl', '</main>',
	    '<img src="http://192.0.2.1/x.png">'
	    . '<a href="{{INDEX_URL}}nowhere">broken</a>'
	    . '<a href="#nowhere">jump</a><script>alert(1)</script>'
	    . '<div style="width: 3000px; widht: 1px">wide</div>'));
}

my $home = new_home();
my ($apache, $reason) = Apache->start($home);
ok($apache, 'Apache serves') or BAIL_OUT($reason);
my $shop = free_port(); # of another site, which t/browser/stories.js serves
my $small = "# Small\n\n## Is it?\n\nIt is.\n";
my %config = (
	modules => Browser::modules(),
	chromium => Browser::chromium(),
	flags => [Browser::flags()],
	java => Browser::java(),
	shots => Browser::shots(),
	faq => "$apache->{root}/fcgi-bin/faq.fcgi",
	many => $apache->add_faq('many', 'data/index.md' => many_data(10, 50)),
	groups => [$apache->add_faq('groups',
	    'data/index.md' => many_data(28, 18)),
	    $apache->add_faq('lists', 'data/index.md' => many_data(100, 5))],
	long => $apache->add_faq('long',
	    'data/index.md' => wide_data('Long words', 'Which')),
	framed => $apache->add_faq('framed', 'data/index.md' => $small,
	    'faq.conf' => "frame_ancestors = http://127.0.0.1:$shop\n"),
	shop => $shop,
	logged => $apache->add_faq('logged', 'data/index.md' => $small,
	    'faq.conf' => "log = yes\n"),
	searches => "$apache->{dir}/cgi-bin/logged/var/searches.txt",
	rtl => $apache->add_faq('rtl', 'faq.conf' => "language = ar\n",
	    'data/index.md' => wide_data("\xd8\xa3\xd8\xb3\xd8\xa6\xd9\x84\xd8\xa9",
	    "\xd9\x87\xd9\x84 \xd9\x8a\xd8\xa4\xd9\x84\xd9\x85")),
	faulty => $apache->add_faq('faulty', 'data/index.md' => $small,
	    faulty_templates()),
	setup => [$apache->add_faq('empty', 'data/notes.txt' => ''),
	    $apache->add_faq('wrong', 'data/index.md' => "## No end {#\n\nYes.\n"),
	    $apache->add_faq('alone')],
);

open(my $driver, '-|', Browser::node(), "$top/t/browser/driver.js",
    encode_json(\%config)) or die "node: $!";
my $good = 1;
while (my $line = <$driver>) {
	chomp $line;
	if ($line =~ /^(not )?ok - (.*)/) {
		$good = ok(!$1, $2);
	} elsif ($good && $line =~ /^# (.*)/) {
		note($1);
	} else {
		diag($line);
	}
}
close($driver);
is($?, 0, 'the driver came to its end, content');
my @strange = grep { !m{/(empty|wrong)/data: |/alone: | data/index\.md:1:| data/notes\.txt: note: | templates/page\.tpl:\d+: note: browsers refuse } }
    split /\n/, $apache->complaints;
is("@strange", '', 'the error log names only the FAQs that are not ready');

done_testing();

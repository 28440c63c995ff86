#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The words of the interface: all of them stand in strings.txt and, in other
# languages, beside it; an owner can change each one.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use File::Glob qw(:bsd_glob);
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ }
    qw(output failure_output todo_output);

my @languages = map { /strings-(.+)\.txt$/ } glob("$top/templates/strings-*.txt");
my %english = strings("strings.txt");
my $forms = qr/_(?:ZERO|ONE|TWO|FEW|MANY|OTHER)$/;

sub strings {
	my ($file) = @_;
	return decode_utf8(get_file("$top/templates/$file"))
	    =~ /^(\w+) = (.*)$/mg;
}

# A FAQ in no language: what a page says beside these words is the interface's.
sub home {
	my ($language, %more) = @_;
	return new_home(
		'faq.conf' => "language = $language\nfooter = Qqq\n" .
		    "contact_url = https://qqq.qqq/\nnav = Qqq /q\n" .
		    "contact_phone = +49 30 1\ncontact_email = qqq\@qqq.qqq\n",
		'data/index.md' => "# Qqq\n\n" . 'Qqq. ' x 60 . "\n",
		'data/a.md' => "# Vvv {#a}\n\n## Zzz zz? {#zz " .
		    "updated=\"2026-03-01\"}\n\nZzz.\n\n" .
		    "## Xxxyxxxx? {#xx updated=\"2026-12-04\"}\n\nZzz vvv.\n\n" .
		    "## Rrr? {#rrr retired=\"yes\"}\n",
		(map { my $b = $_;
		    ("data/b$b.md" => "# Bbb$b {#b$b}\n\n" . join('', map {
		    "## Zzz $b-$_?\n\nZzz ddd.\n\n" } 1 .. 15)) } 1 .. 7),
		%more);
}

sub page {
	my ($home, $path, $query, %more) = @_;
	return decode_utf8(cgi($home, $path, QUERY_STRING => $query // '',
	    %more)->{body});
}

# What a reader sees or hears of a page: text, and attributes of words.
sub words_of {
	my ($html) = @_;
	my $text = text_of(encode_utf8($html)) =~ s{http://\S+}{}gr;
	return join ' ', decode_utf8($text),
	    $html =~ /\b(?:aria-label|alt|placeholder|data-\w+)="([^"]*)"/g;
}

# Every kind of page; in all of them every string is shown but a few.
sub all_pages {
	my ($language) = @_;
	my $home = home($language);
	my $empty = home($language);
	my @months = map { page(home($language, 'data/a.md' => sprintf(
	    "# A\n\n## M? {updated=\"2026-%02d-10\"}\n\nM.\n", $_)), '/m') }
	    1 .. 12;
	unlink(glob("$empty/data/[ab]*.md"));
	return (page($home, '/'), page($home, '/category/a'),
	    page($home, '/zz'), page($home, '/zzz-1-2'),
	    page($home, '/', 'q=zzz'), page($home, '/', 'q=zzz&page=2'),
	    page($home, '/', 'q=xxxyxxxx'), page($home, '/', 'q=qqq'), page($home, '/', 'q=zzz&category=a'),
	    page($home, '/', 'q=xxxyxxxy'), page($home, '/', 'q=kkkkkk'),
	    page(home($language, 'data/a.md' =>
	    "# A\n\n## Hase oder Hose?\n\nMmm.\n"), '/', 'q=hise'),
	    page($home, '/all'), page($home, '/kkkkkk'), page($home, '/rrr'),
	    page($home, '/', '', REQUEST_METHOD => 'POST'),
	    page($empty, '/'), @months);
}

# What a string looks like on a page, whatever stands in its braces.
sub pattern {
	my ($string) = @_;
	return join '.+?', map { quotemeta } split /\{\w+\}/, $string, -1;
}

# Shown for numbers that these FAQs do not have, or where something is broken.
my $rare = qr/^T_FAILED|^T_FIRST_DAY|^T_LANGUAGE_|^T_(?:ALL_OF|ALL_CATEGORIES)_ONE$/;

for my $language ('en', @languages) {
	subtest $language => sub {
		my %own = $language eq 'en' ? %english
		    : strings("strings-$language.txt");
		my %base = map { s/$forms//r => 1 } keys %own;
		is_deeply([sort keys %base],
		    [sort { $a cmp $b } grep { $language eq 'en' || !/^T_LANGUAGE/ }
		    keys %{{map { s/$forms//r => 1 } keys %english}}],
		    'has every name and no other');
		my @pages = map { words_of($_) } all_pages($language);
		my $all = join "\n", @pages;
		for my $name (sort keys %own) {
			next if $name =~ $rare || $name =~ $forms
			    && $name !~ /_OTHER$/;
			ok($all =~ /@{[pattern($own{$name})]}/,
			    "$name is shown") if $name !~ $forms || $language =~ /^(en|de|nl|tr)$/;
		}
		ok($all !~ /\{\w+\}/, 'nothing in braces is left');
		return if $language eq 'en';
		my %native = map { lc $_ => 1 } map { /\w+/g } values %own;
		my %foreign = map { $_ => 1 } grep { length > 2 && !$native{$_} }
		    map { lc } map { /\w+/g }
		    map { s/\{\w+\}//gr } values %english;
		is(join(' ', grep { $foreign{lc $_} } $all =~ /\w+/g), '',
		    'and no word is English');
	};
}

# The source of truth is CLDR 44, cardinal rules.
my @numbers = (0, 1, 2, 3, 11, 12, 21, 22, 100, 102);
my @one = (qw(OTHER ONE), ('OTHER') x 8);
my @none_or_one = (qw(ONE ONE), ('OTHER') x 8);
my %plural = (
	(map { ($_ => \@one) } qw(en de es it nl tr pt-PT)),
	(map { ($_ => \@none_or_one) } qw(fr pt)),
	pl => [qw(MANY ONE FEW FEW MANY MANY MANY FEW MANY FEW)],
	ar => [qw(ZERO ONE TWO FEW MANY MANY MANY MANY OTHER OTHER)],
);

# As many questions as that, all found and counted, beside one that is not.
for my $language (sort keys %plural) {
	subtest "numbers in $language" => sub {
		my $set = lc substr $language, 0, 2;
		my %own = $set eq 'en' ? %english : strings("strings-$set.txt");
		for my $i (1 .. $#numbers) {
			my $n = $numbers[$i];
			my $home = new_home('faq.conf' => "language = $language\n",
			    'data/a.md' => "# A\n\n" . join('', map {
			    "## Zzz $_?\n\nZ.\n\n" } 1 .. $n),
			    'data/b.md' => "# B\n\n## Other?\n\nO.\n");
			my $form = $plural{$language}[$i];
			my $found = $own{"T_FOUND_$form"} // $own{T_FOUND_OTHER};
			$found =~ s/\{n\}/$n/;
			$found =~ s/\{words\}/zzz/;
			like(words_of(page($home, '/', 'q=zzz')),
			    qr/\Q$found\E/, "$n found: $found");
			my $count = $own{"T_COUNT_$form"} // $own{T_COUNT_OTHER};
			$count =~ s/\{n\}/$n/;
			like(words_of(page($home, '/')), qr/\Q, $count\E/,
			    "counted: $count");
		}
		my $home = home($language);
		my $none = $own{T_FOUND_NONE} =~ s/\{words\}/kkkkkk/r;
		like(words_of(page($home, '/', 'q=kkkkkk')), qr/\Q$none\E/,
		    "none: $none");
	};
}

subtest 'dates' => sub {
	my %dates = (en => ['Last updated 1 March 2026', '4 December'],
	    de => ['am 1. März 2026', '4. Dezember'],
	    fr => ["1er mars 2026", '4 décembre'],
	    es => ['1 de marzo de 2026', '4 de diciembre'],
	    it => ['1º marzo 2026', '4 dicembre'],
	    ar => ['1 مارس 2026', '4 ديسمبر']);
	for (sort keys %dates) {
		my $home = home($_);
		like(words_of(page($home, '/zz')), qr/\Q$dates{$_}[0]\E/, $_);
		like(words_of(page($home, '/xx')),
		    qr/(?<!\d)\Q$dates{$_}[1]\E/, "$_: no nought before it");
	}
};

my $source = join '', map { get_file($_) } glob("$top/templates/*.tpl"),
    glob("$top/templates/*.txt"),
    map { "$top/src/show/$_.c" } qw(frame results view);
for (sort keys %{{map { s/$forms//r => 1 } keys %english}}) {
	my $name = s/T_MONTH_\K\d+/00/r =~ s/T_LANGUAGE_\K\w\w/XX/r;
	like($source, qr/\{\{$_\b|"$name"/, "$_ is used");
}

# Outside strings.txt no template has a word of its own; three speak to the
# owner, whose strings may not be there yet.
for my $file (glob("$top/templates/*.tpl")) {
	next if $file =~ m{/(setup|doctor|report)\.tpl$};
	my $text = get_file($file);
	$text =~ s/\{\{.*?\}\}//gs;
	$text =~ s{<style>.*?</style>}{}gs;
	$text =~ s/<[^>]*>//g;
	unlike($text, qr/[[:alpha:]]/, "no word in " . $file =~ s{.*/}{}r);
}

subtest 'the language' => sub {
	my %data = ('data/a.md' => "# F\n\n## Why?\n\nSo.\n");
	like(page(new_home(%data, 'faq.conf' => "language = de-CH\n"), '/'),
	    qr/>Suchen</, 'a kind of one takes its words');
	like(page(new_home(%data, 'faq.conf' => "language = den\n"), '/'),
	    qr/>Search</, 'another that begins alike does not');
	like(page(new_home(%data, 'faq.conf' => "language = fy\n"), '/'),
	    qr/>Search</, 'one without a set speaks English');
};

subtest 'some strings of an owner' => sub {
	my $home = new_home('data/a.md' => "# F\n\n## Why?\n\nSo.\n",
	    'faq.conf' => "language = de\n",
	    'templates/strings.txt' => "T_SEARCH = <Find> & \"go\"\n");
	my $html = page($home, '/');
	like($html, qr{>&lt;Find&gt; &amp; &quot;go&quot;</button>},
	    'are shown as they are typed');
	like($html, qr/Fragen durchsuchen/, 'the others stay');
	put_file("$home/templates/strings.txt",
	    get_file("$top/templates/strings.txt") =~ s/= Search$/= Go/mr);
	settle($home);
	$html = page($home, '/');
	like($html, qr{>Go</button>}, 'in a copy of the whole file, too');
	like($html, qr/Fragen durchsuchen/, 'and what she did not edit stays');
	put_file("$home/templates/strings.txt",
	    "T_FOUND_ONE = Just {n}: {words} {other}\nT_COUNT_MANY = x\n");
	settle($home);
	like(page($home, '/', 'q=why'), qr/>Just 1: why \{other\}</,
	    'what is no name in braces stays');
	my ($code, undef, $log) = command($home, 'check');
	is("$code $log", '0 ', 'nothing is wrong with that');
};

subtest 'mistakes' => sub {
	my $home = new_home('data/a.md' => "# F\n\n## Why?\n\nSo.\n",
	    'templates/strings.txt' =>
	    "T_SEARCH = Find\nT_SERCH = x\n = y\nT_NEXT\nT_ASK = \xff\n"
	    . "T_PREVIOUS T_NEXT = x\nT_ASK = a\x01\nT_ASK_FEW = x\n",
	    'templates/strings-de.txt' => "T_SEARCH = Finden\n");
	my ($code, undef, $log) = command($home, 'check');
	is($code, 1, 'check finds them');
	like($log, qr{^templates/strings\.txt:2:1: unknown name "T_SERCH"}m,
	    'a name that is not there');
	like($log, qr{^templates/strings\.txt:3:1: unknown name ""}m, 'none');
	like($log, qr{^templates/strings\.txt:4:1: expected a line like}m,
	    'no setting');
	like($log, qr{^templates/strings\.txt:5:1: is not UTF-8}m, 'no UTF-8');
	like($log, qr{^templates/strings\.txt:6:1: unknown name "T_PREVIOUS T}m,
	    'two names');
	like($log, qr{^templates/strings\.txt:7:1: T_ASK must be without}m,
	    'a control character');
	like($log, qr{^templates/strings\.txt:8:1: unknown name "T_ASK_FEW"}m,
	    'a form of what has none');
	like($log, qr{strings-de\.txt is not used: call it strings\.txt},
	    'a file of a language');
	my $page = cgi($home, '/');
	is($page->{status}, 200, 'the site goes on');
	like($page->{body}, qr{>Find</button>}, 'with the good lines');
	like($page->{log}, qr{strings\.txt:2:1: unknown name}, 'and logs them');
};

done_testing();

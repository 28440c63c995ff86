#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# What the program has and what its documents say of it are the same, both
# ways: commands and their options, settings, attributes, addresses and their
# parameters, templates and their names, messages, what the doctor looks at. A
# thing that is in one of them alone fails here, with its name.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use Test::More;

my $readme = get_file("$top/README.md");
my %manual = map { m{man/(.+)\.\d$} ? ($1 => get_file($_)) : () }
    glob("'$top'/man/*.[1-9]");
is(join(' ', sort keys %manual), 'ctemplate faq-data faq-templates faq.cgi '
    . 'faq.conf', 'the manual has five pages');

# Two lists of names, in which each stands once. What one has alone is told.
sub same {
	my ($one, $other, $what) = @_;
	my ($told, $has) = (join("\n", sort @$one), join("\n", sort @$other));
	return if ok($told eq $has, $what);
	my %told = map { $_ => 1 } @$one;
	my %has = map { $_ => 1 } @$other;
	diag("in the documents alone: $_") for grep { !$has{$_} } @$one;
	diag("in the program alone: $_") for grep { !$told{$_} } @$other;
	diag($told eq $has ? '' : 'or one stands twice');
}

# A section of a manual page, by the name in its .Sh or .Ss line.
sub section {
	my ($page, $name) = @_;
	my ($text) = $manual{$page} =~ /^\.S[hs] \Q$name\E\n(.*?)(?=^\.S[hs] |\z)/ms
	    or die "$page has no section $name";
	return $text;
}

# A chapter of README.
sub chapter {
	my ($name) = @_;
	my ($text) = $readme =~ /^## \Q$name\E\n(.*?)(?=^## |\z)/ms
	    or die "README has no chapter $name";
	return $text;
}

# The names in the first cells of a table's rows, between backquotes.
sub cells {
	my ($text) = @_;
	return map { /`([^`]+)`/g } $text =~ /^\| (`[^|]+) \|/mg;
}

# What stands in a C table, a macro's or a string's first words.
sub rows {
	my ($file, $pattern) = @_;
	my @found = get_file("$top/src/$file") =~ /$pattern/g;
	cmp_ok(scalar @found, '>=', 5, "the table in $file is found");
	return @found;
}

# ---------------------------------------------------------------- commands
my (undef, $help) = command($top, 'help');
my %arguments = $help =~ /^  (\w+) +((?:(?:\[[^\]]*\]|[A-Z]+) )*)/mg;
my @commands = $help =~ /^  (\w+) /mg;
my ($list) = section('faq.cgi', 'DESCRIPTION') =~ /^The commands are:\n(.*)/ms;
my @described = map { split / , / } $list =~ /^\.It Cm (\w+(?: , \w+)*)/mg;
same(\@described, \@commands, 'faq.cgi(1) describes each command');
my $line = chapter('On the command line');
same([$line =~ /^    faq\.cgi (?:-C HOME )?(\w+)/mg], \@commands,
    'README shows each');
my $synopsis = section('faq.cgi', 'SYNOPSIS');
$synopsis =~ s/^\.Cm (\w+) \| (\w+)$/.Cm $1\n.Cm $2/mg;
same([$synopsis =~ /^\.Cm (\w+)/mg], \@commands, 'so does the synopsis');
for my $name (@commands) {
	my @options = ($arguments{$name} // '') =~ /(--?\b\w+)/g;
	my ($told) = $synopsis =~ /^\.Cm $name\n((?:\.(?:Op|Ar).*\n)*)/m;
	same([map { s/^(?:Fl )+/-/r =~ s/^-(?=\w\w)/--/r }
	    ($told // '') =~ /((?:Fl )+-?\w+)/g], \@options,
	    "the options of $name");
	like($line, qr/`?\Q$_\E\b/, "README has $name $_") for @options;
}

# ---------------------------------------------------------------- settings
my @keys = rows('faq/config.c', qr/^\s+\{KEY\((\w+)\)/m);
my @told = map { split / , / } section('faq.conf', 'DESCRIPTION') =~
    /^\.It Cm (.+)/mg;
same(\@told, \@keys, 'faq.conf(5) describes each key');
same([cells(chapter('Settings') =~ s/(.*\n\n).*/$1/sr)], \@keys,
    'README has each');
same([get_file("$top/faq.conf") =~ /^#?(\w+) = /mg], \@keys,
    'the sample faq.conf has each');
my (undef, undef, $said) = command(new_home('faq.conf' => "x = y\n",
    'data/a.md' => "## A?\n\nB.\n"), 'check');
my ($names) = $said =~ /there are ([\w, ]+)/;
same([split /, /, $names // ''], \@keys, 'and the program names each');

# -------------------------------------------------------------- attributes
my @attributes = rows('faq/attributes.c', qr/^\s+\{"([\w#]+)", offsetof/m);
my $questions = section('faq-data', 'Questions');
same([map { /^(#|\w+)/ } $questions =~ /^\.It Cm (\S+)/mg], \@attributes,
    'faq-data(5) describes each attribute');
same([map { /^(#|\w+)/ } cells(chapter('Write questions'))], \@attributes,
    'README has each');
(undef, undef, $said) = command(new_home('data/a.md' =>
    "## A? {#a colour=\"red\"}\n\nB.\n"), 'check');
($names) = $said =~ /there are ([\w, #]+)/;
same([map { /^(#|\w+)/ } split /, /, $names // ''], \@attributes,
    'and the program names each');

# ------------------------------------------------------------------- files
my ($readers) = get_file("$top/src/formats/formats.c") =~
    /\} formats\[\] = \{\n(.*?)^\};/ms;
my @endings = ($readers // '') =~ /^\s+\{"(\.\w+)"/mg;
cmp_ok(scalar @endings, '>=', 5, 'the formats are found');
same([map { split / , / } section('faq-data', 'Questions') =~
    /^\.It Pa (\..+)/mg], \@endings, 'faq-data(5) describes each format');
my %format = map { $_ => 1 } @endings;
my @shown = cells(chapter('Write questions') =~
    s/.*(?=### Your old FAQ)|(?=### Attributes).*//gsr =~ s/ \| .*//mgr
    =~ s/^(\| `.*`)$/$1 |/mgr);
cmp_ok(scalar @shown, '>=', 5, 'README has formats');
is(join(' ', grep { !$format{$_} } @shown), '', 'which there are');
my @written = get_file("$top/src/site/var.c") =~ m{"%s/(var/\S+?)"}g;
cmp_ok(scalar @written, '>=', 8, 'the files of var are found');
my %file = map { $_ => 1 } map { split / , / } section('faq.cgi', 'FILES') =~
    /^\.It Pa (.+)/mg;
for my $name (@written, 'var/ledger.txt') {
	ok(delete $file{"home/$name"}, "faq.cgi(1) has $name");
	delete $file{"home/$name.old"}; # of what is bounded
}
is(join(' ', grep { m{/var/} && !/htaccess/ } sort keys %file), '',
    'and no other file in var');
my %modifier = map { $_ => 1 } map { /^\.It (\w\S*) Ta/mg }
    section('ctemplate', 'Modifiers');
my @modifiers = grep { !/^json_(string|value)$|^prefix_line$/ }
    rows('ctemplate/modifier.c', qr/^    \[MOD_\w+\] = \{"(\w[^"]*)"/m);
delete $modifier{'x-name,'};
same([keys %modifier], [do { my %seen; grep { !$seen{$_}++ } @modifiers }],
    'ctemplate(7) has each modifier');

# --------------------------------------------------------------- addresses
my @addresses = map { my ($path, $kind) = /"([^"]+)", (\w+)/;
    $kind eq 'SLUG' ? "${path}slug" : $path }
    rows('site/router.c', qr/^\s+\{("[^"]+", (?:EXACT|SLUG)), page_\w+/m);
my $told = section('faq.cgi', 'Addresses');
same([map { split / , / } $told =~ /^\.It Pa (.+)/mg],
    [grep { $_ ne '/doctor.js' } @addresses],
    'faq.cgi(1) describes each address');
my @parameters = rows('http/request.c',
    qr/read_parameter\(arena, query,\s+"(\w+)"/);
same([do { my %seen; grep { !$seen{$_}++ }
    $manual{'faq.cgi'} =~ /(?<=[?&\s])(\w+)=\w/g }],
    \@parameters, 'and each parameter');
like(chapter('For machines'), qr/`\Q$_\E/, "README has $_")
    for grep { /\.|all/ && !/doctor|style|search/ } @addresses;

# --------------------------------------------------------------- templates
my @marks = ('', '#', '>'); # of variables, sections, includes
my ($table) = get_file("$top/src/show/view.c") =~
    /struct template_names names\[\] = \{(.*?)\n\};/s;
my %has;
my $string = qr/((?:"[^"]*"\s*)+)/;
while ($table =~ /\{(?:NULL|"([^"]+)"),\s*$string,\s*$string,\s*$string\}/g) {
	my ($file, @lists) = ($1 // '', $2, $3, $4);
	for my $i (0 .. 2) {
		push @{$has{$file}}, map { "$marks[$i]$_" } split ' ', join '', $lists[$i] =~ /"([^"]*)"/g;
	}
}
$names = section('faq-templates', 'Names');
my ($everywhere) = $names =~ /^(\.Li BI_SPACE.*?)\n[^.\n]*\.?\n?^\.Sq/ms;
same([($everywhere // '') =~ /\b([A-Z][A-Z_]+)\b/g], $has{''},
    'faq-templates(5): what every template may use');
my %described;
while ($names =~ /^\.It Pa (\S+)\n(.*?)(?=^\.It|^\.El)/msg) {
	my ($file, $text) = ($1, $2);
	$described{$file} = [map { split ' ' } $text =~ /^\.Li (.+)/mg];
}
same([keys %described], [grep { $_ ne '' } keys %has], 'each template');
same($described{$_}, $has{$_} // [], "the names of $_")
    for sort keys %described;
my %all = map { map { $_ => 1 } @$_ } values %has;
same([section('faq-templates', 'Meanings') =~ /^\.It Li (\S+)/mg],
    [keys %all], 'what each name means');

# ------------------------------------------------------------------ doctor
my %findings = map { $_ => 1 } get_file("$top/src/site/doctor.c") =~
    /(?:FINDING_\w+\b[^;"]*?,|judge_mode\(doctor,)\s+"([^"%.]+)",/g;
($told) = section('faq.cgi', 'What the doctor looks at');
same([$told =~ /^\.It Sy (.+)/mg], [keys %findings],
    'faq.cgi(1) describes each finding of the doctor');

# ---------------------------------------------------------------- messages
# The sentences of these explain themselves, what the doctor and status.txt
# say; and kinds of files that are none of questions, lines of HTTP, are no
# messages.
my %explains_itself = map { $_ => 1 } qw(base/encoding formats/formats
    http/response site/doctor site/tell);
# What reads like a message, and is none: names, and values of messages.
my %no_message = map { $_ => 1 } 'Frequently asked questions', 'core files',
    'processor time', 'store in memory',
    'a folder; only what lies in data itself is',
    'SQLite format 3',
    '... question... in ... categor...', 'no questions',
    '... searches from ... to ..., ... without an answer',
    'da nb nn no', 'adlm arab hebr mand mend nkoo rohg samr syrc thaa',
    'ar arc azb ckb dv fa he iw ji ks nqo prs ps sd syr ug ur yi';

# What a C file says: its literals that have words, ... where values come in.
# No whole sentences, SQL, HTML, headers, media types, nor what help prints.
sub said {
	my ($path) = @_;
	my $text = get_file($path) =~ s{/\*.*?\*/}{}gsr =~ s/^#.*//mgr;
	my @said;
	while ($text =~ /'(?:[^'\\]|\\.)+'|((?:"(?:[^"\\]|\\.)*"\s*)+)/g) {
		my $words = join '', ($1 // '') =~ /"((?:[^"\\]|\\.)*)"/g;
		next if $words =~ m{<\w|\\r|^[A-Z][\w-]+: |^\w+/[\w+]+;|^usage: }
		    || $words =~ /^\s*(?:(?:SELECT|INSERT|UPDATE|CREATE|PRAGMA
		    |FROM)\b|entry\.|id, )/x;
		$words =~ s/\\n//g;
		$words =~ s/\\(.)/$1/g;
		$words =~ s/%[-.*\d]*[zl]*[a-z]/.../g;
		$words =~ s/(?:\.\.\.)+/.../g;
		$words =~ s/%%/%/g;
		$words =~ s/ +$//;
		push @said, $words if $words =~ /[a-z]{2}.* .*\b[a-z]{2}/
		    && $words !~ /(?<!\.\.)[.:]$/ && !$no_message{$words}
		    && index($help, $words) < 0;
	}
	return @said;
}

# The messages in a page of the manual.
sub listed {
	my ($page) = @_;
	my @listed;
	for my $list ($manual{$page} =~ /^\.Bl -diag\n(.*?)^\.El/msg) {
		push @listed, map { s/\\\(dq/"/gr =~ s/\\e/\\/gr }
		    $list =~ /^\.It (.+)/mg;
	}
	return @listed;
}

sub once {
	my %seen;
	return [grep { !$seen{$_}++ } @_];
}

my @sources = grep { !$explains_itself{s{.*/src/}{}r =~ s/\.c$//r}
    && !m{ctemplate/|lists\.c|embedded\.c} }
    glob("'$top'/src/*.c '$top'/src/*/*.c");
cmp_ok(scalar @sources, '>', 30, 'the sources are found');
same(once(map { listed($_) } grep { $_ ne 'ctemplate' } keys %manual),
    once(map { said($_) } @sources), 'the manual has each message');
same([listed('ctemplate')], once(map { said($_) }
    glob("'$top'/src/ctemplate/*.c")), "ctemplate(7) has the library's");

# ------------------------------------------------------------------- form
for my $name (sort keys %manual) {
	my ($page) = glob("'$top'/man/$name.[1-9]");
	SKIP: {
		skip 'not installed: mandoc', 1
		    if system('command -v mandoc >/dev/null') != 0;
		my $lint = `mandoc -T lint -W style "$page"`;
		# what they refer to is not installed here
		$lint =~ s/.*referenced manual not found.*\n//g;
		is($lint, '', "$name is clean for mandoc");
	}
	my @foreign = grep { !$manual{$_} } $manual{$name} =~ /^\.Xr (\S+)/mg;
	is("@foreign", '', "$name refers to pages that there are");
	like(chapter('Further reading'), qr{man/\Q$name\E\.\d}, "README has $name");
	like(get_file("$top/Makefile.am"), qr{man/\Q$name\E\.\d},
	    "make install installs $name");
}
done_testing();

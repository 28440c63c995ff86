#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# Auto-escape as a property: whatever a value is, the page, its scripts and
# its styles keep their structure. Random templates are expanded with a
# harmless value and with hostile ones in each place, and read by parsers that
# others wrote: acorn for scripts, css-tree for styles, gumbo for pages.
#
#	CT_SEED=7 CT_SCRIPTS=50000 prove t/16-ctemplate-structure.t
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use JSON::PP ();
use lib "$FindBin::Bin/lib";
use Browser;
use FAQ;
use Test::More;

my $expand = ($ENV{top_builddir} || '.') . '/t/ct-expand';
my $scripts = $ENV{CT_SCRIPTS} || 5000;
my $seed = $ENV{CT_SEED} || 20260301;
my $dir = tempdir(CLEANUP => 1);
my $json = JSON::PP->new->latin1;

sub pick { return $_[rand @_] }
sub one_in { return rand($_[0]) < 1 }

# ------------------------------------------------------------------ the values

my $harmless = '7';
my @hostile = ("'", '"', '`', '\\', '</script>', '<!--', '-->', '--', '*/',
	'//', '/*', '/', "\n", "\r", "\xe2\x80\xa8", "\xe2\x80\xa9",
	'${alert(1)}', "');alert(1)//", '");alert(1)//', '`;alert(1)//',
	'alert(1)', '1;alert(1)', '1-1', '+1', '-1', '--1', '++', 'e', 'e1', '1e',
	'.', '0x', '0x1F', '010', '08', '.5', '1.', '-1.5e-3', '1e5', 'true',
	'null', ']', ')', '}', '{', ']]>', '#', "\0", '</style>', '}a{b:c',
	'x;y:z', 'url(', 'expression(1)', '!important', 'a b c', '&quot;', '&#39;',
	'39', 'quot', '<b>', '<script>', 'javascript:alert(1)', ' x=y', '>', '"><b>',
	"' x='", '-->x', '--!>', '-', '<![CDATA[', 'u0027', 'x27', 'n',
	'</title>', '</textarea>', "\f", "a\fb=c", '=', '=x');

# Expands all templates with all their values. Takes [template, name of the
# variable, values]; gives lists of texts, or undef where it is refused.
sub expand_all {
	my @cases = @_;
	my $file = "$dir/cases";
	open my $out, '>:raw', $file or die "$file: $!";
	my $shown = "SHOW T\nSECTION S\nEND\nSECTION S\nEND\n";
	my @lines = map { "SET V$_ $harmless\n" } 0 .. 9;
	my %spelled;
	for my $case (@cases) {
		my ($template, $name, @values) = @$case;
		my $before = join '', $shown, @lines[0 .. $name - 1];
		my $behind = join '', @lines[$name + 1 .. 9];
		my $end = sprintf "main %d\n%s", length $template, $template;
		for my $value (@values) {
			$spelled{$value} //= unpack('H*', $value) =~ s/(..)/\\x$1/gr;
			my $dict = "${before}SET V$name $spelled{$value}\n$behind";
			print $out 'none ', length $dict, " 1\n", $dict, $end;
		}
	}
	close $out or die "$file: $!";
	open my $in, '-|', "'$expand' -b <'$file'" or die "$expand: $!";
	binmode $in;
	my @all;
	for my $case (@cases) {
		my @texts;
		for (2 .. $#$case) {
			my ($code, $len) = <$in> =~ /^(\d) (\d+)$/
			    or die "$expand stopped";
			read $in, my $text, $len if $len;
			push @texts, $len ? $text : '' if $code == 0;
			fail("$case->[0]: exit $code") if $code == 1;
		}
		push @all, @texts ? \@texts : undef;
	}
	close $in or die "$expand: $?";
	return @all;
}

# The templates, each with one of its variables hostile in turn.
sub make_cases {
	my ($n, $make) = @_;
	my @cases;
	while (@cases < $n) {
		my ($template, $count) = $make->();
		next unless $count;
		push @cases, [$template, $_, $harmless,
		    map { pick(@hostile) } 1 .. 4] for 0 .. $count - 1;
	}
	return @cases;
}

# --------------------------------------------------------------------- scripts

our $kind;

sub variable { return '{{V}}' }

# Ends a template: variables get numbers, ten at most, and the ends of sections
# the name of what was opened last. Gives the template and the number.
sub finish {
	my ($text) = @_;
	my ($places, @open) = (0);
	my $name = sub {
		my ($kind, $section) = @_;
		return $places < 10 ? '{{V' . $places++ . '}}' : $harmless
		    if $kind eq 'V';
		push @open, $section if $kind eq '#';
		return "{{$kind" . ($kind eq '#' ? $section : pop @open) . '}}';
	};
	$text =~ s/\{\{([#\/V])(\w*)\}\}/$name->($1, $2)/ge;
	return ($text, $places);
}

my @tricky = ("'", '"', '/', '//', '/*', '*/', '`', '<!--', '-->', '${', '}',
	'\\\\', ' ', 'a', '[', ']', '(', ')', '&', ';', '</b>', 'return', '+');

sub tricky {
	my ($without) = @_;
	my $text = join '', map { pick(@tricky) } 0 .. rand 4;
	return $text =~ s/$without//gr;
}

sub quoted {
	my $q = pick("'", '"');
	return $q . tricky($q) . pick(('') x 30, '<', '</') . (one_in(3) ? variable() . tricky($q) : '')
	    . pick('', "\\$q", '\\\\', '\\x41', '\\u{41}', "\\\n") . $q;
}

sub regexp {
	my $class = one_in(2) ? '[' . pick('/', "'", '"', '`', '/"', '^/',
	    '\\]/', '(') . (one_in(4) ? variable() : '') . ']' : '';
	return '/' . pick("'", '"', 'a', '\\/', '`', '\\[', '\\(', '<!--', 'x*')
	    . $class . (one_in(6) ? 'v' . variable() . 'w' : '')
	    . pick('', "'", '"', '`', '\\/') . '/' . pick('', '', 'g');
}

sub template_literal {
	my ($depth) = @_;
	my $text = '';
	for (0 .. rand 3) {
		$text .= tricky(qr/`|\$\{/) if one_in(2);
		$text .= variable() if one_in(3);
		$text .= '${' . expression($depth + 1) . '}' if one_in(3);
	}
	return "`$text`";
}

# White space and comments, with what might be a quote in them.
sub gap {
	my $text = pick('', '', '', ' ', ' ', '  ');
	my $mark = pick("'", '"', '`', '/', '{', "it's", '**', '<!--', 'x');
	return $text unless one_in(9);
	return "$text/*" . $mark . (one_in(4) ? variable() : '') . pick('*',
	    '', "\n") . '*/' if one_in(2);
	return "$text//" . $mark . (one_in(4) ? variable() : '')
	    . pick("\n", "\n", "\r", "\xe2\x80\xa8") if one_in(2);
	return "\n-->" . $mark . "\n" if one_in(4) && $kind ne 'module';
	return "<!--$mark\n" if one_in(4) && $kind ne 'module';
	return "\n";
}

sub primary {
	my ($depth) = @_;
	my $dice = int rand($depth > 3 ? 9 : 15);
	return variable() if $dice < 2;
	return pick('1', '1.', '.5', '0x1f', '1e3', '7n', '1' . variable(),
	    '0.' . variable(), 'x[\'y\']', 'x?.[' . variable() . ']') if $dice < 3;
	return pick('x', 'y', 'of', 'async', '$', 'a_b', "\xc3\xa9", 'this',
	    'null') if $dice < 4;
	return quoted() if $dice < 6;
	return regexp() if $dice < 8;
	return template_literal($depth) if $dice < 9;
	return '(' . expression($depth + 1) . ')' if $dice < 11;
	return '[' . expression($depth + 1) . ']' if $dice < 12;
	return '{k:' . gap() . expression($depth + 1) . '}' if $dice < 13
	    && $depth > 0;
	return 'function(){' . statement($depth + 1) . '}' if $dice < 14
	    && $depth > 0;
	return '(a)=>' . primary($depth + 1) if $depth > 0;
	return 'z';
}

sub postfix {
	my ($depth) = @_;
	my $text = primary($depth);
	# No keyword behind "?.": acorn takes a slash there for an expression.
	$text .= pick('.y', '.return', '?.y', "['k']") if one_in(6)
	    && $text !~ /^(\{|\d|\(a\)|\.)/;
	$text = pick('typeof ', '!', '-', '+', 'void ', 'x in ', 'y++ / ',
		'--x + ', 'new x,', 'yield / ', 'x instanceof ') . $text if one_in(6);
	return $text;
}

sub expression {
	my ($depth) = @_;
	my $text = postfix($depth);
	while (one_in(2 + $depth)) {
		$text .= gap() . pick('/', '/', '/', '+', '-', '*', '<', '%', ',',
			'?1:', '==', '=>', '&&', '>') . gap() . postfix($depth + 1);
	}
	return $text;
}

sub statement {
	my ($depth) = @_;
	my $dice = int rand 17;
	return 'z=' . gap() . expression($depth) . pick(';', ';', "\n")
	    if $dice < 5 || $depth > 3;
	return pick('if(', 'while(', 'for(;;', 'with(') . expression($depth + 1)
	    . ')' . gap() . statement($depth + 1) if $dice < 7;
	return '{' . statement($depth + 1) . '}' . gap() if $dice < 8;
	return 'function f(){return ' . gap() . expression($depth + 1) . '}'
	    if $dice < 9;
	return regexp() . '.test(' . expression($depth + 1) . ');' if $dice < 11;
	return 'do{' . statement($depth + 1) . '}while(' . pick('x', 'y') . ')'
	    . gap() if $dice < 12;
	return '{{#' . pick('T', 'S') . '}}' . statement($depth + 1) . '{{/}}'
	    if $dice < 13;
	return 'z=class{#p=' . expression($depth + 1) . ';static{'
	    . statement($depth + 1) . '}}' . pick(';', "\n") if $dice < 14;
	return pick('if(x)', 'for(x of y)') . statement($depth + 1) if $dice < 15;
	return pick($kind eq 'module' ? 'y' : ('yield', 'await'), '\\u{41}',
	    'x++', 'x={}', 'of')
	    . pick("\n", "\r", "//'\n", ' ') . variable() . "\n" if $dice < 16;
	return 'var v=' . expression($depth) . ';';
}

sub script {
	local $kind = pick('script', 'script', 'module');
	my $code = join '', map { statement(0) } 0 .. rand 4;
	my $begin = $kind eq 'module' ? '<script type=module>' : '<script>';
	return finish("{{%AUTOESCAPE context=\"HTML\"}}$begin$code</script>");
}

sub script_file {
	local $kind = 'script';
	my $code = join '', map { statement(0) } 0 .. rand 4;
	return finish("{{%AUTOESCAPE context=\"JAVASCRIPT\"}}$code");
}

# Each byte in one of the ways an attribute may have it.
my %spellings = ("'" => ['&#39;', '&#x27;', '&apos;', '&#0039;', '&#39'],
	'"' => ['&quot;', '&#34;', '&QUOT;', '&#X22;', '&#34'],
	'&' => ['&amp;', '&#38;', '&'], '<' => ['&lt;', '<', '&LT;'],
	'/' => ['/', '/', '/', '&sol;', '&#47;'], '`' => ['`', '&grave;'],
	'(' => ['(', '(', '&lpar;', '&#40;'], "\n" => ["\n", '&NewLine;', '&#10;'],
	'\\' => ['\\', '&bsol;'], '{' => ['{', '{', '&lbrace;'],
	'a' => ['a', 'a', '&#97;', '&#x10022;', '&#x10027;']);

sub spell_code {
	my ($code, $quote) = @_;
	my $text = '';
	for my $piece (split /(\{\{.*?\}\})/, $code) {
		$text .= $piece, next if $piece =~ /^\{\{/;
		for my $c (split //, $piece) {
			my @ways = @{ $spellings{$c} // [$c] };
			my $way = pick(@ways);
			$way = $ways[0] if $way eq $quote
			    || $way =~ /&$/ || $way =~ /&#39$|&#34$/ && one_in(2);
			$text .= $way;
		}
	}
	return $text;
}

sub handler {
	local $kind = 'handler';
	my $code = join '', map { statement(0) } 0 .. rand 2;
	my $quote = pick('"', "'");
	return finish('{{%AUTOESCAPE context="HTML"}}<b onclick=' . $quote
	    . spell_code($code, $quote) . $quote . '>');
}

my @json_pieces = (
	sub { '"' . pick('', 'a', '\\"', '\\\\', "'", '//', '/*') . variable()
	    . pick('', "'", '\\n', '`') . '"' },
	sub { variable() }, sub { '1' }, sub { 'null' },
	sub { '[' . json_value() . ',' . json_value() . ']' },
	sub { '{"k":' . json_value() . ',"i' . variable() . '":2}' },
);

sub json_value { return pick(@json_pieces)->() }

sub json {
	my $text = '[' . json_value() . ',' . json_value() . ']';
	return finish('{{%AUTOESCAPE context="HTML"}}<script type='
	    . pick('importmap', 'application/json', '"application/ld+json"',
		'speculationrules', 'application/manifest+json')
	    . ">$text</script>");
}

# ---------------------------------------------------------------------- styles

sub css_value {
	return pick('red', '"', "'", '#') =~ /(["'])/
	    ? $1 . pick('', 'a', '\\A ', '\\\\', '/*', '}') . variable() . $1
	    : pick('url(' . variable() . ')', variable(), '1px ' . variable(),
		'url("/a?' . variable() . '")', '#' . variable(), '/*' . variable()
		. '*/ red', 'calc(1px + ' . variable() . 'px)', '-' . variable(),
		'\\41 ' . variable(), variable() . '!important',
		variable() . '(1)', '\\' . variable(), variable() . 'rl(1)',
		'calc(1/' . variable() . '*2)', '<!' . variable());
}

sub css_rule {
	my $dice = int rand 10;
	my $block = '{' . join(';', map { pick('color', '--x', 'width') . ':'
	    . css_value() } 0 .. rand 3) . pick('', ';') . '}';
	return ".a$block" if $dice < 4;
	return '.' . pick('a', 'b-') . variable() . pick('', ' > b', ':hover')
	    . $block if $dice < 6;
	return '@media (min-width:' . variable() . "px){a$block}" if $dice < 8;
	return '/*' . variable() . pick('', '*', ' \\') . '*/' if $dice < 9;
	return pick('@{{V}} x{}', '@me{{V}} {}', '@import url(/' . variable()
	    . ');');
}

sub css {
	my $text = join ' ', map { css_rule() } 0 .. rand 3;
	return finish("{{%AUTOESCAPE context=\"HTML\"}}<style>$text</style>");
}

sub declarations {
	my $text = join ';', map { 'color:' . css_value() } 0 .. rand 3;
	$text =~ s/"/pick('&quot;', '&#34;', "'")/ge;
	return finish("{{%AUTOESCAPE context=\"HTML\"}}<b style=\"$text\">");
}

# ----------------------------------------------------------------------- pages

my @attributes = (
	sub { ' title="' . variable() . '"' }, sub { " alt='x" . variable() . "'" },
	sub { ' class=' . variable() }, sub { ' id=a' . variable() . '' },
	sub { ' href="' . variable() . '"' }, sub { ' src=/x' . variable() },
	sub { "\fdata-x=b" . variable() . "\fdata-y=c" },
	sub { ' data-z=a>' }, sub { '/x' }, sub { ' <' }, sub { ' x="<b>"' },
	sub { ' style="color:' . variable() . '"' }, sub { ' a = "' . variable()
	    . '"b' }, sub { ' onclick="f(\'' . variable() . '\')"' },
	sub { ' x="<!--"' }, sub { ' x="</noscript><a href=' . variable() . '>"' },
	sub { ' srcdoc="' . variable() . '"' },
	sub { ' ' . pick('', 'o', 'data-', 'x ') . variable() . pick('', 'a')
	    . '="' . variable() . '"' },
	sub { ' ' . variable() . pick('', '/') },
);

sub tag {
	return '<' . pick(qw(a b p IMG input/ svg i 5 - _x :b / !x ?x), '/ ', '/5',
	    '!', '!-x') . join('', map { pick(@attributes)->() } 0 .. rand 3)
	    . pick('>', '>', '/>');
}

my @raw_pieces = ('x', '<', '<b>', '</b>', '</', '<!--', '-->', '--!>', '<!-->',
	'<script', '<script>', '<script/', '</script', '</title', '</textarea ',
	'</style', '<!', '<a href=', '"', "'", '/', ' ', '>', '<<', '-', "\f",
	'<svg>', '</svg>', '<![CDATA[', ']]>', '&', '&lt;');

sub raw {
	my $tag = pick(qw(script script style title textarea noscript iframe xmp
	    noframes noembed STYLE svg math), 'script/', 'title/x', 'svg><script',
	    'svg><title', 'svg><style');
	my $end = $tag =~ /(\w+)\/?x?$/ ? $1 : $tag;
	$end = $tag =~ s{/.*}{}r if $tag =~ m{/};
	my $text = join '', map { one_in(3) ? variable() : pick(@raw_pieces) }
	    0 .. rand 7;
	# Who says the name of an element makes the page: no value should.
	$text =~ s/(<(?:\/|script\/)?)\{\{V\}\}/$1x/g if $tag !~ /^(?:script|style|title|text)/i;
	# gumbo takes "</svg >" for the end of another element.
	return "<$tag>$text</$end" . ($tag =~ /svg|math/ ? '>'
	    : pick('>', '>', ' >', '/>', "\f>", '<>'));
}

sub page {
	my @parts = (
		sub { variable() }, sub { 'text ' }, \&tag, \&tag, \&raw, \&raw,
		sub { '<!--' . pick('', '-', '>', '->', 'x', '--!>', '--!')
		    . (one_in(2) ? variable() : '') . pick('-->', '-->', '->',
		    '>', '--!>', '--', '!>', '-!>') },
		sub { '</p>' }, sub { '<?x ' . variable() . pick('?>', '>') },
		sub { '&' . variable() . ';' }, sub { '<!DOCTYPE ' . variable()
		    . '>' },
		sub { '{{#T}}<i>' . variable() . '</i>{{/}}' },
	);
	my $text = join '', map { pick(@parts)->() } 0 .. rand 6;
	return finish("{{%AUTOESCAPE context=\"HTML\"}}<!DOCTYPE html><body>$text");
}

# ------------------------------------------------------------------ the trials

# What an attribute of a page's first element holds, for a browser.
sub attribute_of {
	my ($text, $name) = @_;
	my $found;
	HTML::Gumbo->new->parse($text, format => 'callback', callback => sub {
		my ($event, $tag, $attributes) = @_;
		my %attributes = @{ $attributes // [] } if $event eq 'start';
		$found //= $attributes{$name};
	});
	return $found;
}

my %names = map { $_ => 1 } qw(title alt class id href src style a x onclick
    srcdoc data-x data-y data-z);

# The elements and comments of a page, with the names of attributes; "?" are
# those of which a value may be a part.
sub outline {
	my ($text) = @_;
	my @outline;
	HTML::Gumbo->new->parse($text, format => 'callback', callback => sub {
		my ($event, $what, $attributes) = @_;
		return if $event =~ /^(?:text|space|cdata)$/;
		my %all = $event eq 'start' ? @$attributes : ();
		my %has = map { ($names{$_} ? $_ : '?') => 1 } keys %all;
		push @outline, join ' ', $event, $event =~ /^(?:start|end)$/
		    ? $what : (), sort keys %has;
	});
	return join "\n", @outline;
}

sub show { return $_[0] =~ s/([^\x20-\x7e\n])/sprintf '\\x%02x', ord $1/ger }

sub report {
	my ($what, $case, $texts, $number, $why) = @_;
	diag("$what, seed $seed: $why\n--- template\n" . show($case->[0])
	    . "\n--- V$case->[1]\n" . show($case->[3 + $number])
	    . "\n--- harmless\n" . show($texts->[0]) . "\n--- hostile\n"
	    . show($texts->[1 + $number]));
	return;
}

# Compares as $judge does. At least $need templates must be good ones.
sub try_all {
	my ($what, $need, $make, $judge) = @_;
	srand $seed;
	my @cases = make_cases($need * 3, $make);
	my @texts = expand_all(@cases);
	my ($good, $bad, $refused) = (0, 0, scalar grep { !defined } @texts);
	my @tried = grep { defined $texts[$_] } 0 .. $#cases;
	my @verdicts = $judge->(map { $texts[$_] } @tried);
	for (@tried) {
		my $verdict = shift @verdicts;
		$good++ if $verdict eq '=';
		next if $verdict =~ /^[-=]$/ || $bad++ > 2;
		report($what, $cases[$_], $texts[$_], split / /, $verdict, 2);
	}
	is($bad, 0, "$what: $good keep their structure ("
	    . scalar(@cases) . " made, $refused refused)");
	cmp_ok($good, '>=', $need, "$what: enough of them were read");
	return;
}

# Has structure.js compare them; $take finds the text that matters.
sub node_judge {
	my ($kind, $take) = @_;
	return sub {
		my $file = "$dir/texts";
		open my $out, '>:raw', $file or die "$file: $!";
		for my $texts (@_) {
			my $is = ref $kind ? $kind->($texts->[0]) : $kind;
			my @taken = map { my $t = $take->($_); utf8::decode($t);
			    $t } @$texts;
			print $out JSON::PP->new->ascii->encode([$is, 30,
			    @taken]), "\n";
		}
		close $out or die "$file: $!";
		my ($node, $modules) = (Browser::node(), Browser::modules());
		my @lines = `'$node' '$top/t/browser/structure.js' '$modules' <'$file'`;
		chomp @lines;
		is(scalar @lines, scalar @_, 'structure.js reads all');
		return @lines;
	};
}

sub gumbo_judge {
	return map {
		my %outlines;
		my ($first, @others) = map { $outlines{$_} //= outline($_) } @$_;
		my ($wrong) = grep { $others[$_] ne $first } 0 .. $#others;
		defined $wrong ? "$wrong another tree" : '=';
	} @_;
}

sub inside { return $_[0] =~ /^<[^>]*>(.*)<\/\w+>$/s ? $1 : '' }

my $modules = Browser::modules_missing(qw(acorn css-tree));
my $gumbo = eval { require HTML::Gumbo; 1 };

SKIP: {
	skip $modules, 1 if $modules;
	try_all('scripts', $scripts, \&script, node_judge(
	    sub { $_[0] =~ /^<script>/ ? 'script' : 'module' }, \&inside));
	try_all('script files', 500, \&script_file, node_judge('script',
	    sub { $_[0] }));
	try_all('JSON', 500, \&json, node_judge('json', \&inside));
	try_all('styles', 1000, \&css, node_judge('css', \&inside));
	skip 'HTML::Gumbo is not installed', 1 unless $gumbo;
	try_all('event handlers', 1000, \&handler, node_judge('handler',
	    sub { attribute_of($_[0], 'onclick') }));
	try_all('style attributes', 500, \&declarations,
	    node_judge('declarations', sub { attribute_of($_[0], 'style') }));
}
SKIP: {
	skip 'HTML::Gumbo is not installed', 1 unless $gumbo;
	try_all('pages', 2000, \&page, \&gumbo_judge);
}

done_testing;

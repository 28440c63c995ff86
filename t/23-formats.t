#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# What an owner has already: a text, a page of her old site, a spreadsheet, what
# another program exports. convert shows what is made of each; two FAQs give the
# same pages in all formats; and of files made by chance each word is on /all or
# in a message of check.
#
# FORMAT_FILES=2000 makes more files of each format than 100, FORMAT_SEED=2
# others, FORMAT_ONLY=csv those of one, FORMAT_HOME=7 looks at one home alone.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Encode qw(encode);
use FAQ;
use JSON::PP;
use Test::More;
use Words;

my $files = $ENV{FORMAT_FILES} // 100;
my $seed = $ENV{FORMAT_SEED} // 1;
my $only = $ENV{FORMAT_HOME};
use constant TOGETHER => 5; # files of a home

# ----------------------------------------------------------------- what is made

my $scratch = new_home();

# The file becomes this Markdown, and these messages. An empty line is written
# as "." here.
sub becomes {
	my ($name, $file, $want, $said, $why) = @_;
	s/^\.$//gm for $file, $want;
	put_file("$scratch/$name", $file);
	my ($code, $out, $err) = command($scratch, 'convert', "$scratch/$name");
	is($out, $want, "$name: $why");
	is($err =~ s/^\Q$scratch\E\///gmr, $said // '', "$name: messages");
}

becomes('a.txt', <<'', <<'', '', 'questions by their mark');
My shop
.
Welcome to it.
.
SHIPPING
.
1. Do you ship
   abroad?
Yes. Are you unsure? Call us,
or write. What do you say?
.
Returns
.
2) Can I return it?
.
  Within 30 days.

# My shop
.
Welcome to it.
.
# SHIPPING
.
.
## Do you ship abroad?
Yes. Are you unsure? Call us,  
or write. What do you say?
.
# Returns
.
## Can I return it?
.
  Within 30 days.

becomes('b.txt', <<'', <<'', '', 'questions that are marked');
Bikes
=====
.
Frage 1: Was kostet es?
Antwort: Wenig.
Wieso fragen Sie?
----------
Zeiten
.
F: Wann ist offen
A: Immer.

# Bikes
.
.
## Was kostet es?
Wenig.  
Wieso fragen Sie?
.
# Zeiten
.
## Wann ist offen
Immer.

becomes('c.txt', "Delivery\n\nThree days.\n\nPayment\n\nBy card.\nOr cash.\n",
    "# Delivery\n\nThree days.\n\n## Payment\n\nBy card.  \nOr cash.\n", '',
    'short lines alone');
becomes('d.txt', "Do you?\nCan you?\n\nDo you?\nYes.\n\nCan you?\nNo.\n",
    "Do you?  \nCan you?\n\n## Do you?\nYes.\n\n## Can you?\nNo.\n", '',
    'a table of contents');
becomes('f.txt', "Do\nyou?\nCan you?\n\nDo you?\nYes.\n",
    "Do  \nyou?  \nCan you?\n\n## Do you?\nYes.\n", '',
    'one of which has two lines');
becomes('e.txt', "# A\n\n## B\n\nC?\nD.\n", "# A\n\n## B\n\nC?  \nD.\n",
    "e.txt:5: note: belongs to the text above it; if it is a question of its "
    . "own, write \"## \" before it: C?\n", 'Markdown');

becomes('a.csv', "\xef\xbb\xbfFrage;Antwort;Kategorie;Notiz\r\n"
    . "\"Was ist \"\"das\"\"?\";\"Ein *Rad*;\r\n\r\n## und mehr\";Rad;intern\r\n"
    . "Wo?;\"<p>Hier<br>&amp; <b>dort</b></p>\";Ort;\r\n"
    . "Wer?;Wir;Rad;7\r\n;und du;Rad;\r\n",
    "# FAQ\n\n# Rad\n\n## Was ist \"das\"?\n\n"
    . "Ein *Rad*;\n\n**und mehr**\n\n## Wer?\n\nWir\n\nund du\n\n# Ort\n\n"
    . "## Wo?\n\nHier\\\n\\& **dort**\n\n",
    "a.csv:4: note: the column \"Notiz\" is left out: intern\n"
    . "a.csv:7: note: no question stands here; the words are added to what is "
    . "above\n", 'a table of Excel');
becomes('b.tsv', "Where?\tHere, there\tPlaces\n\"Who\tnow\n",
    "# FAQ\n\n## \"Who\n\nnow\n\n# Places\n\n"
    . "## Where?\n\nHere, there\n\n",
    "b.tsv:1: note: the first row names no columns; they are taken for "
    . "question, answer, category\n", 'no names, and a quote left open');
becomes('c.csv', "id,tags,slug,Question,Answer,modified\n"
    . "1,\"a, b\",my-q,Q,\"A, or B\",2026-01-02 10:00\n",
    "# FAQ\n\n## Q {#my-q keywords=\"a  b\" "
    . "updated=\"2026-01-02\"}\n\nA, or B\n\n", "c.csv:1: note: the column \"id\" "
    . "is left out: no words are in it\n", 'what else is known');
# Also what pages never show.
like((command(new_home('data/a.csv' => "Question,Answer,Slug,Keywords\n"
	. "Q,,my-q,\"b, c\"\nR,S,,\n"), 'check'))[2],
    qr{^data/a\.csv:2: a question without an answer .*: Q; my-q; b  c$}m,
    'a question that is left out is told with all that is known of it');
becomes('d.csv', "sep=|\nquestion|answer\nA|B\n",
    "# FAQ\n\n## A\n\nB\n\n", '', 'what Excel says');

becomes('e.csv', "FAQ of the shop;;\nOf May;;\n;;\nNo.;Question;Answer\n"
    . "1;When?;At 6\n", "# FAQ of the shop\n\nOf May\n\n## When?\n\nAt 6\n\n",
    "e.csv:4: note: the column \"No.\" is left out: no words are in it\n",
    'what stands above the names');
becomes('f.csv', "Bread;;\nWhat rye?;Dark.\nCakes\nWhich?;Fresh.\nHours\n;9 to 5\n"
    . "Other\nWhere?;Here;Place\nNo more;;\n", "# FAQ\n\n# Bread\n\n## What rye?"
    . "\n\nDark.\n\n# Cakes\n\n## Which?\n\nFresh.\n\n## Hours\n\n9 to 5\n\n"
    . "## Other\n\n## No more\n\n# Place\n\n## Where?\n\nHere\n\n", <<'',
f.csv:1: note: the first row names no columns; they are taken for question, answer, category
f.csv:1: note: "Bread" is taken for a category
f.csv:3: note: "Cakes" is taken for a category
f.csv:6: note: no question stands here; the words are added to what is above

    'rows that name a category');
becomes('g.txt', encode('UTF-16', "Question\tAnswer\r\nA?\t\"B\r\nC\"\r\n"),
    "# FAQ\n\n## A?\n\nB  \nC\n\n", '', 'a table that is called a text');
becomes('g.md', "My shop\n\n1. Is it?\nYes.\n", "# My shop\n\n## Is it?\nYes.\n",
    '', 'a text that is called Markdown');
becomes('h.md', "# A\n\n## B\n\nC\n\nIs it?\n\nD\n",
    "# A\n\n## B\n\nC\n\nIs it?\n\nD\n", "h.md:7: note: belongs to the text above "
    . "it; if it is a question of its own, write \"## \" before it: Is it?\n",
    'a line that asks');

becomes('i.md', <<'', <<'', '', 'what people forget');
# A
.
1. Is it?
Yes. 1. Keep calm
2. Call us
.
2) Who?
.
* We
.
1. One?
2. Two?
   in two
.
![x](my loaf.png) and [1](see p. 5) [b](a b.pdf)
.
| Day | Loaf | Price
|---|:-:|
| Mon | Rye | 3
.
Times
| When | How long |
| Noon | an hour |

# A
.
######  Is it?
Yes. 1. Keep calm  
2. Call us
.
######  Who?
.
* We
.
1. One?
2. Two?  
   in two
.
![x](<my loaf.png>) and [1](see p. 5) [b](<a b.pdf>)
.
| Day | Loaf | Price
|---|---|---|
| Mon | Rye | 3
.
Times  
.
| When | How long |
|---|---|
| Noon | an hour |

is((command(new_home('data/a.md' => "# T\n\n## A?\n\n[b](file:///C:/d.pdf)\n"),
    'check'))[2] =~ s/; .*//r, "data/a.md:5: note: \"file:///C:/d.pdf\" is an "
    . "address on your own computer\n", 'a file of her own computer');
is((command(new_home('data/a.json' => "{\n,}"), 'check'))[2] =~ s/;.*//r,
    "data/a.json:2:1: is no JSON from here on\n1 mistake\n", 'one message for one mistake');

becomes('a.json', <<'', <<'', "a.json:2: note: \"author\" is left out: Ann\n",
{"@context": "https://schema.org", "@type": "FAQPage", "name": "My FAQ",
"author": "Ann", "mainEntity": [
{"@type": "Question", "name": "Cost &amp; time?", "acceptedAnswer":
{"@type": "Answer", "text": "<p>5 Euro</p><h3>Why?</h3><ul><li>so</ul>"}}]}

# My FAQ
.
## Cost \& time?
.
5 Euro
.
**Why?**
.
- so
.

    'an FAQPage');
becomes('f.json', '[{"question":"A?","answer":"&lt;p&gt;B &lt;b&gt;c&lt;/b&gt; '
    . '&amp;amp; d&lt;/p&gt;","last_modified":"2026-01-02 10:00"},'
    . '{"question":"D?","answer":"&lt; e"}]',
    "# FAQ\n\n## A? {updated=\"2026-01-02\"}\n\nB **c** \\& d\n\n"
    . "## D?\n\n\\< e\n\n", '', 'HTML that was escaped twice');
becomes('b.json', encode_json([{ title => { rendered => 'A' }, slug => 'x',
    content => { rendered => "<p>B</p>\n" } }]),
    "# FAQ\n\n## A {#x}\n\nB\n\n", '', 'WordPress');
becomes('e.json', '{"title":"T","questions":[{"question":"A?","answer_html":'
    . '"<p>B</p><p>C</p>","answer_text":"B\nC"},{"question":"D?",'
    . '"answer_html":"<p>E</p>","answer_text":"F"}]}',
    "# T\n\n## A?\n\nB\n\nC\n\n## D?\n\nE\n\n",
    "e.json:1: note: \"answer_text\" is left out: F\n", 'our own');
becomes('c.json', "{\"a\": 1,\n}", '',
    "c.json:2:1: is no JSON from here on; a comma, a quote or a bracket is missing "
    . "or too many: string or '}' expected near '}'\n",
    'a mistake');
becomes('d.json', '{"category":"Ways","questions":[{"question":"A?","answer":"B"'
    . '}]}', "# Ways\n\n## A?\n\nB\n\n", '', 'one category is the title');

becomes('a.html', <<'', <<'', <<'', 'a page of a site');
<!DOCTYPE html><html><head><title>FAQ | Shop</title><style>a{}</style></head>
<body><nav><a href="/">Home</a></nav>
<h1>Questions</h1><p>Welcome <b>all</b>: 1. and <w1x>.
<ul><li><a href="#q1">Do you ship?</a></ul>
<h2>Shipping</h2>
<details id=q1><summary>Do you ship?</summary><p>See <a href=cost>cost</a></details>
<details><summary>Delivery times</summary><table><tr><th>Day<th>Time<tr><td>Mon
<td>9</table></details>
<h2>Accordion</h2>
<button class="accordion">How much +</button><div>5 &euro;<br>or 6</div>
<dl><dt>When?<dd>Now<dt>Where<dd>Here</dl>
<p><strong>Who?</strong></p><h4>Inside</h4><pre>a
  b</pre><ol start=3><li>c<ul><li>d</ul><li><p>e</ol>
<!-- not this --><blockquote>f</blockquote><footer>(c) Me</footer>

# Questions
.
Welcome **all**: 1. and \<w1x\>.
.
- [Do you ship?](<#q1>)
.
# Shipping
.
## Do you ship? {aka="q1"}
.
See [cost](<cost>)
.
## Delivery times
.
| Day | Time |
| --- | --- |
| Mon | 9 |
.
# Accordion
.
## How much
.
5 €\
or 6
.
## When?
.
Now
.
## Where
.
Here
.
## Who?
.
### Inside
.
```
a
  b
```
.
3. c
   - d
.
4. e
.
> f

a.html:1: note: the page's title is left out, since it has a heading: FAQ | Shop
a.html:2: note: <nav> is left out: Home
a.html:14: note: <footer> is left out: (c) Me

becomes('b.htm', "<title>T</title><h2>A</h2>b<h2>C</h2>d",
    "# T\n\n## A\n\nb\n\n## C\n\nd\n", '', 'a title, and nothing asks');
becomes('d.html', "<p><b>A?</b><br>b<br><strong>C?</strong><br>d <b>e?</b><br>f</p>"
    . "<div class=collapsible>G?</div><div class=content>h</div><![CDATA[<p>i</p>]]><p>&nbsp;</p>",
    "# FAQ\n\n## A?\n\nb\n\n## C?\n\nd **e?**\\\nf\n\n## G?\n\nh\n\ni\n", '',
    'bold lines that ask, and a section of XML');
becomes('e.html', "<h2>A?</h2><p class=MsoListParagraph><span>\xc2\xb7<span>&nbsp;"
    . " </span></span>b &nbsp;c</p>\n<p class=MsoListParagraph>o&nbsp;<b>d</b></p>"
    . "<p>o e</p><p>\xe2\x80\xa2f</p>\n<p>\xc2\xb7</p><p class=MsoList>only</p>",
    "# FAQ\n\n## A?\n\n- b \xc2\xa0c\n- **d**\n\no e\n\n- f\n\nonly\n", '',
    'the lists of a word processor');
becomes('c.html', "<ul><li><h3>A?</h3>b<li><h3>C?</h3>d <!-- e",
    "# FAQ\n\n## A?\n\nb\n\n## C?\n\nd \\<!-- e\n", '',
    'questions in a list');

# ------------------------------------------------------- the same in all formats

# Two FAQs: [category, [question, block ...] ...] ...; a block is a paragraph,
# or a list of items.
my @bicycle = (
	['Werkstatt & Reparatur', ['Was kostet eine Durchsicht?',
		'Die Durchsicht kostet 59 Euro. Darin ist enthalten:',
		['Bremsen einstellen', 'Schaltung einstellen', "Kette \x{f6}len"],
		'Teile kosten extra.'],
	    ['Wie lange dauert eine Reparatur?', 'Meist zwei bis drei Tage. '
		. "Rufen Sie uns an: 030 1234567 oder rad\@rad.example."],
	    ['Repariert ihr auch E-Bikes?', 'Ja, bis auf den Motor.',
		'Den schicken wir ein.']],
	['Der Laden', ['Wann habt ihr offen?', "Di\x{2013}Fr 10\x{2013}18 Uhr"],
	    ['Kann ich mit Karte zahlen?', 'Ja; "alle" Karten, 1 % mehr.']]);

# The questions of the shop of the search's tests.
sub shop {
	my @shop;
	for my $block (split /\n\n+/, get_file("$top/t/search/bikes.md")) {
		if ($block =~ /^# (.+)/) {
			push @shop, [$1];
		} elsif ($block =~ /^## (.+?)(?: \{.*)?$/) {
			push @{$shop[-1]}, [$1];
		} else {
			push @{$shop[-1][-1]}, $block =~ s/\n/ /gr =~ s/\s+$//r;
		}
	}
	return grep { @$_ > 1 } @shop;
}

# A FAQ, each line made by the functions for categories, questions, paragraphs
# and items.
sub compose {
	my ($category, $question, $paragraph, $items, @faq) = @_;
	return join '', map {
		my ($title, @questions) = @$_;
		($category->($title), map {
			my ($words, @blocks) = @$_;
			($question->($words), map {
				ref $_ ? $items->(@$_) : $paragraph->($_)
			} @blocks)
		} @questions)
	} @faq;
}

sub as_markdown {
	return compose(sub { "# $_[0]\n\n" }, sub { "## $_[0]\n\n" },
	    sub { "$_[0]\n\n" }, sub { join('', map { "- $_\n" } @_) . "\n" }, @_);
}

sub as_text {
	my $number = 0;
	return compose(sub { uc(substr $_[0], 0, 1) . substr($_[0], 1) . "\n\n" },
	    sub { ++$number . ". $_[0]\n" }, sub { "$_[0]\n\n" },
	    sub { join('', map { "\x{2022} $_\n" } @_) . "\n" }, @_);
}

sub escape {
	my ($words) = @_;
	return $words =~ s/&/&amp;/gr =~ s/"/&quot;/gr;
}

sub as_html {
	return "<!DOCTYPE html>\n<meta charset=utf-8>\n<div class=faq>\n"
	    . compose(sub { '</details><h2>' . escape($_[0]) . "</h2>\n" },
	    sub { "<details><summary>" . escape($_[0]) . "</summary>\n" },
	    sub { '<p>' . escape($_[0]) . "</p>\n" },
	    sub { '<ul>' . join('', map { '<li>' . escape($_) } @_) . "</ul>\n" },
	    @_) . "</div>\n";
}

# Rows of [category, question, answer].
sub rows {
	return map {
		my ($title, @questions) = @$_;
		map {
			my ($words, @blocks) = @$_;
			[$title, $words, join "\n\n", map { ref $_
			    ? join("\n", map { "- $_" } @$_) : $_ } @blocks]
		} @questions
	} @_;
}

sub as_csv {
	return join '', map { join(';', map { '"' . s/"/""/gr . '"' } @$_) . "\r\n" }
	    ['Kategorie', 'Frage', 'Antwort'], rows(@_);
}

sub as_json {
	return JSON::PP->new->encode({ '@type' => 'FAQPage', mainEntity => [map { {
	    '@type' => 'Question', category => $_->[0], name => $_->[1],
	    acceptedAnswer => { '@type' => 'Answer', text => $_->[2] } } }
	    rows(@_)] });
}

my %writers = (md => \&as_markdown, txt => \&as_text, html => \&as_html,
    csv => \&as_csv, json => \&as_json);

# All that a reader sees of a FAQ: the index, each answer, and all of them.
sub pages {
	my ($home) = @_;
	my $index = cgi($home, '/')->{body};
	my @links = $index =~ m{href="[^"]*?(/[a-z][a-z0-9-]+)"}g;
	return join "\n", map {
		my $page = cgi($home, $_);
		"$_ $page->{status}\n$page->{body}"
	} '/', '/all', sort grep { !/\./ } @links;
}

for ([bicycle => @bicycle], [shop => shop()]) {
	my ($name, @faq) = @$_;
	my %pages = map {
		my $ext = $_;
		($ext => pages(new_home('data/index.md' => "# FAQ\n\nWelcome.\n",
		    "data/10-all.$ext" => encode('UTF-8', $writers{$ext}->(@faq)))))
	} keys %writers;
	cmp_ok(length $pages{md}, '>', 20000, "$name: there are pages");
	for my $ext (sort keys %pages) {
		ok($pages{$ext} eq $pages{md}, "$name: .$ext gives the same pages")
		    or diag(first_difference($pages{$ext}, $pages{md}));
	}
}

# Where two texts begin to differ.
sub first_difference {
	my @got = split /\n/, $_[0];
	my @want = split /\n/, $_[1];
	my $i = 0;
	$i++ while $i < @got && $i < @want && $got[$i] eq $want[$i];
	return "got:  " . ($got[$i] // '(end)') . "\nwant: "
	    . ($want[$i] // '(end)');
}

# --------------------------------------------------------- much to be told of

{
	my $home = new_home('data/a.csv' => "Question,Answer,Note\n" . join '',
	    map { "Q$_?,A$_,extra$_\n" } 1 .. 3000);
	my ($code, $out, $err) = command($home, 'check');
	is(scalar(() = $err =~ /extra\d+$/gm), 3000, 'each of many notes is told');
	command($home, 'build');
	is(scalar(() = get_file("$home/var/status.txt") =~ /extra\d+$/gm), 3000,
	    'also in status.txt');
	put_file("$home/data/a.csv", "Question,Answer,Note\n" . join '',
	    map { "Q$_?,A$_," . "extra$_ " x 20 . "\n" } 1 .. 3000);
	($code, $out, $err) = command($home, 'check');
	cmp_ok(length $err, '<', 300_000, 'very many become fewer lines');
	my @lines = $err =~ /^data\/a\.csv:(\d+): note: the column/gm;
	my ($from, $to, $more) =
	    $err =~ /^data\/a\.csv:(\d+)-(\d+): .* \(and (\d+) more like this/m;
	is("$from $to $more", join(' ', $lines[-1] + 1, 3001, 3000 - $lines[-1]),
	    'with the numbers of all');
}

# ------------------------------------------------------------ no word is lost

sub title {
	return words(any(1, 2, 4)) . any('?', '?', '?', ' ?', '', ':');
}

sub paragraph {
	return join "\n", map { sentence() } 1 .. any(1, 1, 2, 4);
}

sub random_text {
	my $marks = any(0, 0, 1);
	return join '', map {
		any(title(), title(), words(2), paragraph(), paragraph(),
		    ($marks ? 'Q: ' : '') . title() . "\n"
			. ($marks ? 'A: ' : '') . paragraph(),
		    next_number() . '. ' . title(), uc(words(1)) . ' ' . words(2),
		    join("\n", map { any("\x{2022} ", '- ', '* ', '    ')
			. sentence() } 1 .. any(1, 3)), '-----', '======',
		    words(2) . "\n=====", '<b>' . words(2),
		    "> " . sentence(), "\t" . sentence())
		    . any("\n\n", "\n\n", "\n", "\n\n\n")
	} 1 .. any(2, 6, 15);
}

my @tags = qw(p p div section span b i strong em a ul ol li li table tr td th
    h1 h2 h2 h3 h4 details summary dl dt dd button pre code blockquote form
    nav footer header main article aside select option textarea title script
    style center font br hr img iframe svg label noscript template caption
    o:p my-box body html plaintext frameset noframes math);

sub random_html {
	return any('<!DOCTYPE html>', '', '<html><body>') . join '', map {
		my $tag = any(@tags);
		# what nobody reads, and what is no word
		$tag =~ /^(?:script|style)$/ ? "<$tag>x</$tag>"
		    : any('<', '<', '<', '</', '</', '<') . $tag . any('', '', '',
		    ' class="faq-question"', ' class=accordion-title',
		    ' href="#a' . next_number() . '"', ' id=a' . next_number(),
		    ' src="a.png"', ' href=' . next_number() . ' ',
		    ' onclick="a<b"', '/') . any('>', '>', '>', '>', '')
		    . any('', '', "\n", ' ') . any('', sentence(), words(2),
		    title(), '&amp;' . word() . '&nbsp;' . word(),
		    '<' . word() . '>', '<img alt="' . word() . '" src=a.png>', '<b>' . title() . '</b>', "</$tag>",
		    "</$tag>", "</$tag>", "<!-- $tag", '<![CDATA[' . word())
	} 1 .. any(3, 10, 40);
}

sub random_csv {
	my $sign = any(';', ',', "\t");
	my $cell = sub {
		my $text = any(title(), sentence(), paragraph(), '', words(2),
		    '<p>' . words(2) . any('</p>', ''), "# " . title());
		return any(0, 1) || $text =~ /[\n;,\t]/ && any(1 .. 9) > 1
		    ? '"' . $text =~ s/"/""/gr . any(('"') x 9, '') : $text;
	};
	return any('', "sep=$sign\n") . any('', join($sign, any(
	    ['Question', 'Answer'], ['Frage', 'Antwort', 'Kategorie'],
	    ['id', 'Answer', 'Question', 'x', 'slug'])->@*) . "\n")
	    . join '', map { join($sign, map { $cell->() } 1 .. any(1, 2, 2, 3, 5))
	    . any("\r\n", "\n") } 1 .. any(1, 4, 9);
}

# Members stand in the order in which they are made.
sub random_json {
	my $json = JSON::PP->new->allow_nonref;
	my $value;
	$value = sub {
		my ($depth) = @_;
		return $json->encode(any(title(), sentence(), paragraph(),
		    '<p>' . words(3), undef, 1, JSON::PP::true))
		    if $depth == 0 || any(1 .. 5) == 1;
		return '[' . join(',', map { $value->($depth - 1) }
			1 .. any(0, 1, 3)) . ']' if any(1 .. 3) == 1;
		my %seen;
		return '{' . join(',', map { $json->encode($_) . ':'
			. $value->($depth - 1) } grep { !$seen{$_}++ } map {
			any(qw(question answer name title text content category
			    acceptedAnswer mainEntity author slug
			    categories questions intro_html closing_html updated
			    description answer_html answer_text rendered))
		} 1 .. any(1, 3, 5)) . '}';
	};
	return $value->(any(1, 3, 5));
}

my %random = (txt => \&random_text, html => \&random_html, csv => \&random_csv,
    json => \&random_json);
my $comment = qr/<!--.*?-->/s;

for my $ext (sort keys %random) {
	next if $ENV{FORMAT_ONLY} && $ENV{FORMAT_ONLY} ne $ext;
	my $words = 0;
	for (my $made = 0; $made < $files; $made += TOGETHER) {
		srand($seed * 1_000_000 + $made); # a home alone is the same
		my %files = map { (sprintf("data/%02d-file.$ext", $_) =>
		    encode('UTF-8', $random{$ext}->())) } 1 .. TOGETHER;
		next if defined $only && $made / TOGETHER != $only;
		my $home = new_home(%files);
		my @lost = lost($home, $comment, %files);
		is("@lost[0 .. ($#lost < 9 ? $#lost : 9)]", '',
		    ".$ext, home " . $made / TOGETHER . ': no word is lost');
		$words += () = map { words_of(read_text($_)) } values %files;
		if (@lost && $ENV{FORMAT_KEEP}) {
			my ($name) = split / /, $lost[0];
			diag($files{$name});
		}
	}
	cmp_ok($words, '>', 10 * $files, ".$ext: there were words")
	    unless defined $only;
}

done_testing();

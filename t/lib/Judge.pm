# SPDX-License-Identifier: ISC
#
# Judge.pm - whether an answer is made of what the templates and Markdown make
# answers of, and of nothing else, as parsers of others read it: HTML, XML and
# JSON. Whatever an owner or a visitor wrote may only be words in it.
package Judge;
use strict;
use warnings;

use Exporter qw(import);
use FAQ;
use File::Temp ();
use JSON::PP qw(decode_json);

our @EXPORT = qw(problems);

sub missing {
	return `xmllint --version 2>&1` !~ /libxml/ ? 'xmllint (libxml2-utils)'
	    : !eval { require HTML::Gumbo; 1 } ? 'HTML::Gumbo' : undef;
}

my %element = map { $_ => 1 } qw(html head meta title base link style script
    body a article header div p img nav ul ol li h1 h2 h3 h4 h5 h6 main footer section
    form search label input select option button kbd time span mark details
    summary br hr blockquote pre code em strong del table thead tbody tr th td
    bdi);
my %attribute = map { $_ => 1 } qw(href src alt title align start id lang dir
    class rel hreflang type name content property charset width height action
    value role tabindex defer for aria-label aria-hidden aria-current
    aria-labelledby autocomplete enterkeyhint maxlength method scope datetime
    target checked disabled data-copied data-copy data-live data-path);
my $spoken = qr/^(?:href|src|action)$/;

# Whether a browser would take it for more than a link: as the URL standard has
# it, without what it leaves out.
sub leads_astray {
	my ($address) = @_;
	$address =~ s/[\t\n\r]//g;
	$address =~ s/^[\x00-\x20]+//;
	return $address =~ /^([a-z][a-z0-9+.-]*):/i
	    && $1 !~ /^(?:https?|mailto|tel)$/i;
}

# Of a script, a style: ours, or JSON-LD that is JSON.
sub content_problem {
	my ($name, $attributes, $text) = @_;
	return "markers of ours in <$name>" if $text =~ /zq/i && $name eq 'style';
	return '' if $name ne 'script';
	return '' if $text =~ /^\s*$/
	    && ($attributes->{src} // '') =~ m{/search\.js(\?v=\w+)?$};
	return 'a script' if ($attributes->{type} // '') ne 'application/ld+json';
	return eval { JSON::PP->new->decode($text); 1 } ? '' : 'JSON-LD is no JSON';
}

sub html_problems {
	my ($html) = @_;
	my (@found, $raw, %raw, $text);
	HTML::Gumbo->new->parse($html, format => 'callback', callback => sub {
		my ($event, $name, $attributes) = @_;
		$text .= $name if $event eq 'text' && defined $raw;
		if ($event eq 'end' && defined $raw && $name eq $raw) {
			push @found, content_problem($raw, \%raw, $text);
			undef $raw;
		}
		return unless $event eq 'start';
		my %own = @$attributes;
		push @found, "<$name>" unless $element{$name};
		push @found, map { "$_ of <$name>" }
		    grep { !$attribute{$_} } keys %own;
		push @found, map { "$name leads to $own{$_}" }
		    grep { /$spoken/ && leads_astray($own{$_}) } keys %own;
		push @found, '<base> leads away'
		    if $name eq 'base' && exists $own{href};
		($raw, $text, %raw) = ($name, '', %own)
		    if $name eq 'script' || $name eq 'style';
	});
	return grep { $_ ne '' } @found;
}

my %xml = map { $_ => 1 } qw(feed id title link updated author name entry
    content category summary subtitle generator rights icon logo published
    OpenSearchDescription ShortName Description Url InputEncoding
    OutputEncoding Language Image LongName urlset url loc lastmod sitemapindex
    sitemap);

sub xml_problems {
	my ($xml) = @_;
	my $dir = File::Temp->newdir;
	put_file("$dir/x.xml", $xml);
	my $canonical = `xmllint --nonet --c14n '$dir/x.xml' 2>&1`;
	return "no XML: " . substr $canonical, 0, 200 if $? != 0;
	my %seen;
	my @found = map { "<$_>" } grep { !$xml{$_} && !$seen{$_}++ }
	    $canonical =~ m{<([\w:-]+)}g;
	push @found, 'an instruction' if $canonical =~ /<\?/;
	push @found, map { "leads to $_" } grep { leads_astray($_) }
	    $canonical =~ m{<link[^<>]* href="([^"]*)"}g;
	# what a reader shows as HTML
	for my $inner ($canonical =~
	    m{<content[^<>]* type="html"[^<>]*>([^<]*)</content>}g) {
		my %entity = (lt => '<', gt => '>', amp => '&', '#xD' => "\r");
		$inner =~ s/&(#?\w+);/$entity{$1} \/\/ "&$1;"/ge;
		push @found, grep { !/^(html|head|body)/ }
		    html_problems("<!DOCTYPE html>$inner");
	}
	return @found;
}

# Members of faq.json that are HTML have to be as harmless.
sub json_problems {
	my ($text) = @_;
	my $json = eval { decode_json($text) } // return 'no JSON';
	my (@found, @left) = ();
	@left = ($json);
	while (@left) {
		my $one = shift @left;
		push @left, @$one if ref $one eq 'ARRAY';
		next unless ref $one eq 'HASH';
		for my $name (keys %$one) {
			push @left, $one->{$name} if ref $one->{$name};
			push @found, html_problems("<!DOCTYPE html>$1")
			    if $name =~ /html$/ && !ref $one->{$name}
			    && ($one->{$name} // '') =~ /^(.*)$/s;
			push @found, "$name is $one->{$name}"
			    if $name =~ /url$/ && !ref $one->{$name}
			    && ($one->{$name} // '') !~ m{^(https?://|/)};
		}
	}
	return @found;
}

# Links that a reader of Markdown would follow, beyond what is escaped or code.
sub markdown_problems {
	my ($text) = @_;
	$text =~ s/^(`{3,}|~{3,}).*?^\1`*~*$//gms;
	$text =~ s/^ {4}.*//gm;
	$text =~ s/\\.|(`+)(?!`).*?(?<!`)\1(?!`)//gs;
	my @found = map { "leads to $_" }
	    grep { leads_astray($_ =~ s/^<//r) } $text =~ /\]\(([^)\s]*)/g, $text =~ /^\[[^\]]*\]:\s*(\S+)/mg;
	push @found, "raw <$1>" if $text =~ /<([a-z!\/][^\s<>]*)/i
	    && $1 !~ m{^(https?|mailto):};
	return @found;
}

# problems(PAGE): what is wrong with a parsed message, as words; none is well.
sub problems {
	my ($page) = @_;
	my $type = $page->{headers}{'content-type'} // '';
	my $body = $page->{body};
	return "a header: $page->{malformed}" if $page->{malformed};
	return 'no type' if $type eq '' && $body ne '';
	return map { "$type: $_" } $type =~ /html/ ? html_problems($body)
	    : $type =~ /xml/ ? xml_problems($body)
	    : $type =~ /json/ ? json_problems($body)
	    : $type =~ /markdown/ ? markdown_problems($body) : ();
}

1;

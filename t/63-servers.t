#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The recipes of t/servers, and other ways to mount the program, each in its
# real server: a crawl from the index reaches every answer by its own page,
# finds no broken link, and ends. Where a server tells no path, the FAQ says
# which line is missing instead of showing one page for all.
#
#   FAQ_MOUNTS=full    each way to mount it in each server that has one
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use File::Temp qw(tempdir);
use Server;
use Test::More;

my $nginx_stock = <<'END';
include fastcgi_params;
fastcgi_pass unix:/run/faq.sock;
END
my $open = <<'END';
<Directory /srv/www/cgi-bin>
	Options +ExecCGI
	AddHandler cgi-script .cgi
</Directory>
END
my $fcgid = $open =~ s/AddHandler.*/AddHandler fcgid-script .fcgi/r;
my $lighttpd = <<'END';
server.modules += ( "mod_fastcgi", "mod_rewrite", "mod_cgi" )
fastcgi.server = ( "MOUNT" => ((
	"bin-path" => "/srv/www/cgi-bin/faq.fcgi", "socket" => "/run/faq.sock",
	"check-local" => "disable", "fix-root-scriptname" => "enable",
	"max-procs" => 1
)))
END
my $rewrite = 'RewriteEngine On';

# Server, what it is, its lines, where visitors come in, faq.conf.
my @mounts = (
	['cgid', 'recipe', Server::recipe('apache-cgi.conf'), '/faq'],
	['cgid', 'cgi-bin', 'ScriptAlias /cgi-bin/ /srv/www/cgi-bin/',
	    '/cgi-bin/faq.cgi'],
	['cgid', 'whole host', 'ScriptAlias / /srv/www/cgi-bin/faq.cgi/', '/'],
	['cgid', 'handler in a folder', $open, '/cgi-bin/faq.cgi'],
	['cgid', 'index file', "${open}DirectoryIndex faq.cgi", '/cgi-bin/'],
	['cgid', 'rewritten', "$open$rewrite\nRewriteRule ^/help(/.*)?\$ "
	    . "/cgi-bin/faq.cgi\$1 [PT]", '/help', 'base_url = /help'],
	['cgid', 'rewritten without its path', "$open$rewrite\n"
	    . "RewriteRule ^/help(/|\$) /cgi-bin/faq.cgi [PT]", '/help',
	    'base_url = /help'],
	['cgid', 'with a full base_url', $open . 'ScriptAlias /faq '
	    . '/srv/www/cgi-bin/faq.cgi', '/faq', 'base_url = ROOT/faq'],
	['cgi', 'recipe', Server::recipe('apache-cgi.conf'), '/faq'],
	['fcgid', 'recipe', Server::recipe('apache-fcgid.conf'), '/faq'],
	['fcgid', 'handler in a folder', $fcgid, '/cgi-bin/faq.fcgi'],
	['fcgid', 'whole host', "${fcgid}Alias / /srv/www/cgi-bin/faq.fcgi/",
	    '/'],
	['fcgid', 'rewritten', "$fcgid$rewrite\nRewriteRule ^/help(/.*)?\$ "
	    . "/cgi-bin/faq.fcgi\$1 [PT]", '/help', 'base_url = /help'],
	['proxy_fcgi', 'recipe', Server::recipe('apache-proxy-fcgi.conf'),
	    '/faq'],
	['proxy_fcgi', 'as a handler', "<Location /faq>\nSetHandler "
	    . "\"proxy:unix:/run/faq.sock|fcgi://localhost\"\n</Location>",
	    '/faq'],
	['proxy_fcgi', 'ProxyPass alone', 'ProxyPass /faq '
	    . 'unix:/run/faq.sock|fcgi://localhost/', '/faq',
	    'base_url = /faq'],
	['proxy_fcgi', 'pathinfo full', 'ProxyPass /faq '
	    . "unix:/run/faq.sock|fcgi://localhost/\n<Location /faq>\n"
	    . "SetEnv proxy-fcgi-pathinfo full\n</Location>", '/faq',
	    'base_url = ROOT/faq'],
	['proxy_fcgi', 'ProxyPass of a whole host', 'ProxyPass / '
	    . 'unix:/run/faq.sock|fcgi://localhost/', '/', 'base_url = ROOT'],
	['nginx', 'recipe', Server::recipe('nginx.conf'), '/faq'],
	['nginx', 'stock parameters', "location /faq {\n$nginx_stock}", '/faq',
	    'base_url = /faq'],
	['nginx', 'stock parameters, full base_url',
	    "location /faq {\n$nginx_stock}", '/faq', 'base_url = ROOT/faq'],
	['nginx', 'whole host', "location / {\n$nginx_stock\n"
	    . 'fastcgi_param SCRIPT_NAME ""; '
	    . 'fastcgi_param PATH_INFO $fastcgi_script_name; }', '/'],
	['nginx', 'whole host, stock parameters',
	    "location / {\n$nginx_stock}", '/', 'base_url = ROOT'],
	['nginx', 'rewritten', 'rewrite ^/help(/.*)?$ /x$1 last; '
	    . "location /x {\n$nginx_stock}", '/help', 'base_url = /help'],
	['lighttpd', 'recipe', Server::recipe('lighttpd.conf'), '/faq'],
	['lighttpd', 'whole host', $lighttpd =~ s/MOUNT/\//r, '/'],
	['lighttpd', 'rewritten', ($lighttpd =~ s/MOUNT/\/x/r)
	    . 'url.rewrite-once = ( "^/help(/.*)?$" => "/x$1" )', '/help',
	    'base_url = /help'],
	['lighttpd', 'CGI', 'server.modules += ( "mod_cgi" )
	    cgi.assign = ( ".cgi" => "" )', '/cgi-bin/faq.cgi'],
);

# The ways that a server shares with its neighbours, or that are seldom taken.
my $split = 'fastcgi_split_path_info ^(MOUNT)(/.*)?$; '
    . 'fastcgi_param PATH_INFO $fastcgi_path_info; ';
my $split_at = sub {
	my ($mount) = @_;
	my $quoted = $mount =~ s/\./\\./r;
	return "location ~ ^$quoted(/|\$) {\n" . ($nginx_stock =~
	    s/^(fastcgi_pass)/$split$1/mr) =~ s/MOUNT/$quoted/r . "}\n";
};
my $handler = "<Directory /srv/www/cgi-bin>\n<Files faq.cgi>\nSetHandler "
    . "\"proxy:unix:/run/faq.sock|fcgi://localhost\"\n</Files>\n"
    . "</Directory>\n";
my $lighttpd_cgi = 'server.modules += ( "mod_cgi", "mod_alias" )
    cgi.assign = ( ".cgi" => "" )
';
my @more = (
	(map { ['cgi', @$_[1 .. $#$_]] }
	    grep { $_->[0] eq 'cgid' && $_->[1] ne 'recipe' } @mounts),
	['cgid', 'sub-folder',
	    'ScriptAlias /shop/help/faq /srv/www/cgi-bin/faq.cgi',
	    '/shop/help/faq'],
	['fcgid', 'sub-folder', "${fcgid}Alias /shop/help/faq "
	    . '/srv/www/cgi-bin/faq.fcgi', '/shop/help/faq'],
	['fcgid', 'index file', "${fcgid}DirectoryIndex faq.fcgi",
	    '/cgi-bin/'],
	['fcgid', 'rewritten without its path', "$fcgid$rewrite\n"
	    . "RewriteRule ^/help(/|\$) /cgi-bin/faq.fcgi [PT]", '/help',
	    'base_url = /help'],
	['fcgid', 'with a full base_url', "${fcgid}Alias /faq "
	    . '/srv/www/cgi-bin/faq.fcgi', '/faq', 'base_url = ROOT/faq'],
	['proxy_fcgi', 'sub-folder', Server::recipe('apache-proxy-fcgi.conf')
	    =~ s{/faq(?=[\s("/>])}{/shop/help/faq}gr, '/shop/help/faq'],
	['proxy_fcgi', 'rewritten', "$rewrite\nRewriteRule ^/help(/.*)?\$ "
	    . 'unix:/run/faq.sock|fcgi://localhost/help$1 [P]', '/help',
	    'base_url = /help'],
	['proxy_fcgi', 'handler in a folder', $handler, '/cgi-bin/faq.cgi'],
	['proxy_fcgi', 'index file', "${handler}DirectoryIndex faq.cgi",
	    '/cgi-bin/'],
	['nginx', 'sub-folder', $split_at->('/shop/help/faq'),
	    '/shop/help/faq'],
	['nginx', 'handler in a folder', $split_at->('/cgi-bin/faq.cgi'),
	    '/cgi-bin/faq.cgi'],
	['nginx', 'index file', "index faq.cgi;\n"
	    . $split_at->('/cgi-bin/faq.cgi'), '/cgi-bin/'],
	['nginx', 'with a full base_url', $split_at->('/faq'), '/faq',
	    'base_url = ROOT/faq'],
	['lighttpd', 'sub-folder', $lighttpd =~ s/MOUNT/\/shop\/help\/faq/r,
	    '/shop/help/faq'],
	['lighttpd', 'with a full base_url', $lighttpd =~ s/MOUNT/\/faq/r,
	    '/faq', 'base_url = ROOT/faq'],
	['lighttpd', 'CGI, sub-folder', $lighttpd_cgi . 'alias.url = ( '
	    . '"/shop/help/faq.cgi" => "/srv/www/cgi-bin/faq.cgi" )',
	    '/shop/help/faq.cgi'],
	['lighttpd', 'CGI, index file', $lighttpd_cgi
	    . 'index-file.names += ( "faq.cgi" )', '/cgi-bin/'],
);
push @mounts, @more if ($ENV{FAQ_MOUNTS} // '') eq 'full';

# The links of a page: of elements, of feeds and of formats.
sub links {
	my ($page) = @_;
	my @links = $page->{content} =~ /\b(?:href|src|action)="([^"#]+)/g;
	push @links, $page->{content} =~ m{<loc>([^<]+)</loc>}g;
	push @links, $page->{content} =~ m{"url":\s*"([^"]+)"}g;
	push @links, $page->{content} =~ m{\]\(([^)]+)\)}g
	    if $page->{headers}{'content-type'} =~ m{text/plain};
	s/&amp;/&/g, s/\\\//\//g for @links;
	return @links;
}

# Follows every link from the entrance: addresses with their pages.
sub crawl {
	my ($server, $entrance) = @_;
	my $base = $entrance =~ s{/$}{}r;
	my (%pages, @strays);
	my @open = $entrance;
	while (defined(my $path = shift @open)) {
		next if $pages{$path};
		die 'no end of addresses' if keys %pages > 200;
		my $page = $pages{$path} = $server->get($path);
		for my $link (links($page)) {
			my $to = $link =~ s{^\Q$server->{root}\E(?=/|$)}{}r;
			next if $to =~ m{^(mailto|tel|data|https?):};
			$to = '/' if $to eq '';
			$to =~ s/\{searchTerms\}/pain/;
			if ($to =~ m{^\Q$base\E([/?]|$)}
			    || $to =~ m{^/cgi-bin/faq\.f?cgi(/|$)}
			    && $entrance eq '/cgi-bin/') {
				push @open, $to;
			} else {
				push @strays, "$path: $to";
			}
		}
	}
	return (\%pages, @strays);
}

sub try_mount {
	my ($kind, $name, $lines, $entrance, $conf) = @_;
	my ($server, $reason) = Server->start($kind, $lines, $conf);
	ok($server, 'it starts') or return diag($reason);
	my ($pages, @strays) = crawl($server, $entrance);
	is("@strays", '', 'no link leads elsewhere');
	is(join(' ', grep { $pages->{$_}{status} != 200 } sort keys %$pages),
	    '', 'none is broken') or diag($server->messages);
	for my $slug (@slugs) {
		my ($path) = grep { m{/$slug$} } sort keys %$pages;
		ok($path && $pages->{$path}{content} =~
		    m{<article>\s*<h1>[^<]+\?</h1>}, "the answer $slug")
		    or return diag($server->messages);
	}
	my ($answer) = grep { m{/cost$} } keys %$pages;
	my $port = ($conf // '') =~ m{^base_url = /} ? qr/:\d+/ : ":$server->{port}";
	like($pages->{$answer}{content},
	    qr{rel="canonical" href="http://127\.0\.0\.1$port\Q$answer\E"},
	    'canonical, with the port');
	my $none = $server->get($answer =~ s/cost$/no-such-question/r);
	is($none->{status}, 404, 'what there is not');
	return unless $name eq 'recipe';
	isnt($server->get("/cgi-bin/$_")->{status}, 200, "closed: $_")
	    for qw(faq/data/index.md faq/var/faq.db faq/);
}

for my $mount (@mounts) {
	my ($kind, $name) = @$mount;
	SKIP: {
		my @missing = Server::missing($kind);
		skip "not installed: @missing", 1 if @missing;
		subtest "$kind: $name" => sub { try_mount(@$mount) };
	}
}

# Servers that tell no path, and a faq.conf that does not help.
my @mute = (
	['nginx', "location /faq {\n$nginx_stock}"],
	['proxy_fcgi',
	    'ProxyPass /faq unix:/run/faq.sock|fcgi://localhost/'],
	['proxy_fcgi', 'ProxyPass /faq unix:/run/faq.sock|'
	    . 'fcgi://localhost/srv/www/cgi-bin/faq.cgi'],
);
for my $row (@mute) {
	my ($kind, $lines) = @$row;
	SKIP: {
		my @missing = Server::missing($kind);
		skip "not installed: @missing", 1 if @missing;
		subtest "$kind without a path" => sub { be_mute($kind, $lines) };
	}
}
subtest 'in a page of the site' => \&be_included;
subtest 'units of systemd' => \&verify_units;
done_testing();

# What systemd thinks of the units, with a program that is there.
sub verify_units {
	plan skip_all => 'not installed: systemd-analyze'
	    if system('command -v systemd-analyze >/dev/null') != 0;
	my $dir = tempdir('units-XXXXXX', TMPDIR => 1);
	for (qw(faq.socket faq.service)) {
		my $unit = Server::recipe($_) =~
		    s{^ExecStart=.*}{ExecStart=/bin/true}mr;
		put_file("$dir/$_", $unit);
	}
	is(`systemd-analyze verify --man=no '$dir'/faq.s* 2>&1`, '', 'both');
	put_file("$dir/faq.socket", Server::recipe('faq.socket') =~
	    s/^\[Socket\]$/$&\nService=faq\@1.service/mr);
	put_file("$dir/faq\@.service", Server::recipe('faq@.service') =~
	    s{^ExecStart=.*}{ExecStart=/bin/true}mr);
	my $several = "'$dir/faq.socket' '$dir/faq\@.service'";
	is(`systemd-analyze verify --man=no $several 2>&1`, '', 'several');
	put_file("$dir/faq.service", Server::recipe('faq.service'));
	like(`systemd-analyze verify --man=no '$dir/faq.service' 2>&1`,
	    qr{/srv/www/cgi-bin/faq\.cgi}, 'which notices a mistake');
}

sub be_mute {
	my ($kind, $lines) = @_;
	my ($server, $reason) = Server->start($kind, $lines,
	    "base_url = /other\n");
	ok($server, 'it starts') or return diag($reason);
	my $conf = "$server->{www}/cgi-bin/faq/faq.conf";
	for (qw(/faq/cost /faq/does-it-hurt)) {
		my $page = $server->get($_);
		is($page->{status}, 503, "$_ is no page, base_url being another");
		my $text = text_of($page->{content});
		like($text, qr{faq/faq\.conf.*base_url = /faq},
		    'the page says which line is missing');
		like($text, qr/fastcgi_param PATH_INFO/, 'for nginx, too');
		like($text, qr/ProxyFCGISetEnvIf/, 'and for Apache');
	}
	unlink $conf or die;
	is($server->get('/faq/cost')->{status}, 503, 'nor without base_url');
	put_file($conf, "base_url = /faq\n");
	ok(wait_for(sub {
		$server->get('/faq/cost')->{content} =~ m{<h1>[^<]*cost\?</h1>}
	}), 'with that line it is, without a restart');
	is($server->get('/faq/a%0ab')->{status}, 400, 'what is no path is none');
	is($server->get('/faq/%63ost')->{status}, 200, 'encoded');
}

sub be_included {
	my $page = '<!--#include virtual="/cgi-bin/faq.cgi" -->';
	my $lines = "$open<Directory /srv/www>\nOptions +Includes\n"
	    . "AddOutputFilter INCLUDES .shtml\n</Directory>\n";
	my ($server, $reason) = Server->start('cgid', $lines,
	    "base_url = ROOT\n");
	ok($server, 'Apache starts') or return diag($reason);
	put_file("$server->{www}/page.shtml", $page);
	like($server->get('/page.shtml')->{content},
	    qr{href="\Q$server->{root}\E/cost"}, 'the index is in it');
	($server, $reason) = Server->start('nginx',
	    "ssi on; location /faq {\n$nginx_stock}", "base_url = /faq\n");
	ok($server, 'nginx starts') or return diag($reason);
	put_file("$server->{www}/page.html", $page =~ s{/cgi-bin/faq.cgi}
	    {/faq/cost}r);
	like($server->get('/page.html')->{content},
	    qr{<h1>[^<]*cost\?</h1>}, 'an answer is in it');
}

#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# What goes wrong when somebody uploads the bundle by FTP, each mistake tried
# in a web space: it ends in words that say what to do, and when that is done
# in a FAQ.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Bundle;
use FAQ;
use File::Path qw(remove_tree);
use Host;
use Test::More;

my $why = Bundle::unavailable() || join ' ', Host::missing();
plan skip_all => $why if $why;

my $bundle = Bundle::unpack(Bundle::make());
my $elf = get_file("$bundle/cgi-bin/faq.cgi");
my ($host, $reason) = Host->start;
ok($host, 'a host') or BAIL_OUT($reason);
my $bin = "$host->{web}/cgi-bin";

# All as INSTALL says.
sub upload {
	chmod 0755, "$bin/faq", "$bin/faq/data";
	remove_tree($bin);
	$host->upload("$bundle/cgi-bin", 'cgi-bin');
	$host->change('cgi-bin/faq.cgi', 0755);
}

sub upload_program {
	my ($bytes) = @_;
	$host->put('cgi-bin/faq.cgi', $bytes);
	$host->change('cgi-bin/faq.cgi', 0755);
}

sub move {
	my ($from, $to) = @_;
	rename "$bin/$from", "$bin/$to" or die "$from: $!";
}

# sees(STATUS, WORDS, ...): what she reads at the FAQ's address.
sub sees {
	my ($status, @words) = @_;
	my $page = $host->get('/cgi-bin/faq.cgi');
	is($page->{status}, $status, "status $status");
	my $text = text_of($page->{content});
	like($text, $_, "says $_") for @words;
	return $text;
}

# The program does not start: the help page speaks, and says the cause.
my @stillborn = (
	['mode 644', sub { $host->change('cgi-bin/faq.cgi', 0644) },
	    qr/permissions 755/],
	['text mode', sub { upload_program($elf =~ s/\n/\r\n/gr) },
	    qr/larger, it was sent in text \(ASCII\) mode/],
	['an upload cut off', sub { upload_program(substr $elf, 0, 1e6) },
	    qr/smaller, the upload was cut off/],
	['an upload that hardly began', sub { upload_program('') },
	    qr/smaller, the upload was cut off/],
	['a folder that all may write', sub { chmod 0777, $bin },
	    qr/Not 777/, 'suexec'],
	['another owner', sub { chown 0, 0, "$bin/faq.cgi" or die },
	    qr/belong to your own account/, 'suexec'],
	['another kind of computer', sub {
		upload_program($elf =~ s/\A(.{18})../$1\xb7\0/sr) # ARM
	}, qr/64-bit Intel or AMD/],
);
for my $row (@stillborn) {
	my ($name, $do, $cause, $needs) = @$row;
	SKIP: {
		skip "$name: only with suexec", 1
		    if $needs && !$host->{suexec};
		subtest $name => sub {
			upload();
			$do->();
			my $text = sees(500, qr/not available just now/, $cause,
			    qr/${\length $elf} bytes/);
			like(get_file("$bundle/INSTALL.txt"), qr/"500"/,
			    'INSTALL has it, too');
			upload();
			chmod 0755, $bin;
			sees(200, qr/Does it hurt/);
		};
	}
}

subtest 'without our .htaccess' => sub {
	upload();
	unlink "$bin/.htaccess" or die;
	sees(200, qr/Does it hurt/);
	$host->change('cgi-bin/faq.cgi', 0644);
	sees(500, qr/Internal Server Error/); # INSTALL begins with that
	like(get_file("$bundle/INSTALL.txt"), qr/Internal Server Error/,
	    'which INSTALL explains');
};

# It is there under another name, or elsewhere: the host says 404.
my @astray = (
	['another name', sub { move('faq.cgi', 'faq.cgi.txt') },
	    qr/and not faq\.cgi\.txt/],
	['a folder too deep', sub {
		remove_tree($bin);
		$host->upload("$bundle/cgi-bin", 'cgi-bin/cgi-bin');
	}, qr/move what is in the inner one into the outer one/],
);
for my $row (@astray) {
	my ($name, $do, $words) = @$row;
	subtest $name => sub {
		upload();
		$do->();
		sees(404, qr/Not Found/);
		my $told = join ' ', split ' ', get_file("$bundle/INSTALL.txt");
		like($told, qr/"404" or "Not Found".*$words/, 'INSTALL says it');
	};
}

# The program starts and says it itself.
my @mistakes = (
	['a folder in capitals', sub { move('faq', 'FAQ') },
	    qr/one named FAQ\. Rename that to faq/, sub { move('FAQ', 'faq') }],
	['a folder of another name', sub { move('faq', 'faq-0.1') },
	    qr/one named faq-0\.1\. Rename that to faq/,
	    sub { move('faq-0.1', 'faq') }],
	['no folder', sub { remove_tree("$bin/faq") },
	    qr/Upload it beside the program/, \&upload],
	['the folder within itself', sub {
		move('faq', 'inner');
		mkdir "$bin/faq" or die;
		move('inner', 'faq/faq');
		$host->give("$bin/faq");
	}, qr/one in the folder faq within it\. Move all/, \&upload],
	['beside the program what belongs into the folder', sub {
		move("faq/$_", $_) for qw(data faq.conf templates);
		remove_tree("$bin/faq");
	}, qr/lies there itself\. Make a folder faq/, \&upload],
	['data in capitals', sub { move('faq/data', 'faq/Data') },
	    qr/one named Data\. Rename that to data/,
	    sub { move('faq/Data', 'faq/data') }],
	['no data', sub { remove_tree("$bin/faq/data") },
	    qr/Make it, and upload your questions/, \&upload],
	['nothing in data', sub { unlink glob("$bin/faq/data/*") },
	    qr/data is empty\. Upload your questions/, \&upload],
	['files of another kind', sub {
		unlink glob("$bin/faq/data/*");
		$host->put('cgi-bin/faq/data/questions.docx', "PK\n");
	}, qr/No file in data is one of questions.*questions\.docx/, \&upload],
	['files that cannot be read',
	    sub { chmod 0, glob("$bin/faq/data/*.md") },
	    qr/cannot be read.*permissions 644:.*10-about\.md/,
	    sub { chmod 0644, glob("$bin/faq/data/*.md") }],
	['data that cannot be entered', sub { chmod 0, "$bin/faq/data" },
	    qr/data cannot be read\..*permissions 755/,
	    sub { chmod 0755, "$bin/faq/data" }],
	['a home of another user', sub {
		chown 0, 0, "$bin/faq" or die;
		chmod 0700, "$bin/faq";
	}, qr/belongs to the account 0 .*Give the folder to your own account/,
	    sub { upload() }, 'suexec'],
);
for my $row (@mistakes) {
	my ($name, $do, $words, $mend, $needs) = @$row;
	SKIP: {
		skip "$name: only with suexec", 1
		    if $needs && !$host->{suexec};
		subtest $name => sub {
			upload();
			$do->();
			sees(503, qr/not ready yet/, $words);
			my $page = $host->get('/cgi-bin/faq.cgi/doctor.html');
			is($page->{status}, 200, 'the doctor is in');
			like(text_of($page->{content}), $words,
			    'and says it, too');
			$mend->();
			sees(200, qr/Does it hurt/);
			is($host->get('/cgi-bin/faq.cgi/doctor.html')->{status},
			    404, 'the doctor has left');
		};
	}
}

# The FAQ works, and the doctor, whom a file calls, says what could be better.
sub doctor_says {
	my ($words) = @_;
	sees(200, qr/Does it hurt/);
	$host->put('cgi-bin/faq/doctor', '');
	my $page = $host->get('/cgi-bin/faq.cgi/doctor.html');
	is($page->{status}, 200, 'called, the doctor comes');
	like(text_of($page->{content}), $words, "and says $words");
}

subtest 'a var that cannot be written' => sub {
	upload();
	plan skip_all => 'root may write' if $> == 0 && !$host->{suexec};
	mkdir "$bin/faq/var" or die;
	chown 0, 0, "$bin/faq/var" or die if $> == 0;
	chmod 0555, "$bin/faq/var" or die;
	doctor_says(qr/may not write into .*var.*permissions 777/);
};

# What is not read, or not understood, is named; all else counts.
my @odd = (
	['settings of another name', sub {
		move('faq/faq.conf', 'faq/faq.conf.txt')
	}, qr/faq\.conf\.txt - the name has to be faq\.conf/],
	['a folder in capitals', sub { move('faq/files', 'faq/FILES') },
	    qr/FILES - the name has to be files/],
	['a second copy within the first', sub {
		$host->upload("$bundle/cgi-bin/faq", 'cgi-bin/faq/faq')
	}, qr/faq - has a FAQ of its own, one folder too deep/],
	['a document of a word processor', sub {
		$host->put('cgi-bin/faq/data/prices.docx', "PK\n")
	}, qr/prices\.docx - is not read: /],
	['settings as Windows writes them', sub {
		$host->put('cgi-bin/faq/faq.conf', "\xef\xbb\xbfsite_url = "
		    . "http://s.example/\r\nsite_name = Her Shop\r\n"
		    . "contact_mail = a\@b.example\r\n")
	}, qr/Her Shop.*faq\.conf:3:1: unknown key "contact_mail"; there are/],
);
for my $row (@odd) {
	my ($name, $do, $words) = @$row;
	subtest $name => sub {
		upload();
		$do->();
		doctor_says($words);
	};
}

subtest 'a var that is deleted' => sub {
	upload();
	sees(200, qr/Does it hurt/);
	remove_tree("$bin/faq/var");
	sees(200, qr/Does it hurt/);
	ok(-s "$bin/faq/var/$_", "there is $_ again") for qw(faq.db ledger.txt);
};

subtest 'a template of another version' => sub {
	upload();
	$host->put('cgi-bin/faq/templates/index.tpl',
	    "{{%AUTOESCAPE context=\"HTML\"}}\n<p>{{OLD_NAME}}</p>\n"
	    . "{{#CATEGORY}}{{#ENTRY}}<a href=\"{{URL}}\">{{QUESTION}}</a>"
	    . "{{/ENTRY}}{{/CATEGORY}}\n");
	sees(200, qr/Does it hurt/);
};

unlike($host->messages, qr/Segmentation|AddressSanitizer/, 'nothing crashed');
done_testing();

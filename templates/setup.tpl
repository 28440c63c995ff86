{{%AUTOESCAPE context="HTML"}}
{{!For the owner: nothing can be shown yet.}}
<h1>This FAQ is not ready yet</h1>
<div class="prose">
{{#FINDING}}
<p><strong>{{WHAT}}:</strong> {{TEXT}}</p>
{{#HAS_LINES}}
<pre><code>{{LINES:pre_escape}}</code></pre>
{{/HAS_LINES}}
{{/FINDING}}
{{#NO_HOME}}
<p>The program runs, but its folder <code>{{HOME_NAME}}</code> is missing or cannot be read. If this is your site, put these beside each other:</p>
<pre><code>{{PROGRAM_NAME}}
{{HOME_NAME}}/
    data/
        index.md          # Title, an introduction
        10-first.md       # A category, ## A question, its answer
    faq.conf              optional settings</code></pre>
<p>Folders need the permissions 755 and files 644, and they must belong to your account.</p>
{{/NO_HOME}}
{{#NO_PATH}}
<p>The program runs, but the web server does not tell it which page is asked for: every address would show the same. If this is your site, write this line into <code>{{HOME_NAME}}/faq.conf</code>, with the path at which your FAQ begins:</p>
<pre><code>base_url = /faq</code></pre>
<p>Or let the server give the program <code>PATH_INFO</code>. For nginx these lines do, behind <code>include fastcgi_params;</code>:</p>
<pre><code>fastcgi_split_path_info ^(/faq)(/.*)?$;
fastcgi_param PATH_INFO $fastcgi_path_info;</code></pre>
<p>For Apache&rsquo;s <code>ProxyPass</code> these:</p>
<pre><code>&lt;Location /faq&gt;
    ProxyFCGISetEnvIf "reqenv(&#39;SCRIPT_NAME&#39;) =~ m#^/faq(/.*)?$#" PATH_INFO "$1"
    ProxyFCGISetEnvIf "true" SCRIPT_NAME "/faq"
&lt;/Location&gt;</code></pre>
{{/NO_PATH}}
{{#NO_DATA}}
<p>The program runs and found its folder <code>{{HOME_NAME}}</code>, but no questions that it can read in <code>{{HOME_NAME}}/data</code>. If this is your site, put a file there whose name ends in <code>.md</code>, <code>.txt</code>, <code>.html</code>, <code>.csv</code>, <code>.tsv</code> or <code>.json</code>; the folder needs the permissions 755 and the file 644:</p>
<pre><code># Title of the FAQ{{BI_NEWLINE}}
## A question?{{BI_NEWLINE}}
Its answer.</code></pre>
{{/NO_DATA}}
{{#BUSY}}
<p>The questions are being read for the first time. Please load this page again in a moment.</p>
{{/BUSY}}
{{#BAD_DATA}}
<p>There are files, but nothing in them that can be shown: they are empty, or one has a mistake that must be mended first. If this is your site, look into the web server&rsquo;s error log or into <code>{{HOME_NAME}}/var/status.txt</code>, or run the check on the command line; all name the file and the line:</p>
<pre><code>{{PROGRAM_NAME}} -C {{HOME_NAME}} check</code></pre>
{{/BAD_DATA}}
{{#SEE_ALL}}
<p><a href="{{INDEX_URL}}doctor.html">All that the program sees here</a></p>
{{/SEE_ALL}}
</div>

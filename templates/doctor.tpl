{{%AUTOESCAPE context="HTML"}}
{{!For the owner: what there is and what to do. See doctor.h.}}
<h1>How is this FAQ?</h1>
<div class="prose">
<p>This page is for the owner of the site. It can be seen while the FAQ has no questions, and for an hour after a file named <code>doctor</code>, or <code>doctor.txt</code>, was uploaded into its folder. Delete that file when you are done.</p>
{{#FINDING}}
<h2>{{WHAT}}: {{LEVEL}}</h2>
<p>{{TEXT}}</p>
{{#HAS_LINES}}
<pre><code>{{LINES:pre_escape}}</code></pre>
{{/HAS_LINES}}
{{/FINDING}}
{{#HAS_HOME_PATH}}
<h2 id="served" data-path="{{HOME_PATH}}">Can strangers read your files? <span id="served-level"></span></h2>
<p id="served-text">Your browser tries it, if it runs scripts. Or open these addresses; each should be refused:</p>
<ul>
<li><a href="{{HOME_PATH}}/faq.conf">{{HOME_PATH}}/faq.conf</a></li>
<li><a href="{{HOME_PATH}}/data/">{{HOME_PATH}}/data/</a></li>
<li><a href="{{HOME_PATH}}/var/faq.db">{{HOME_PATH}}/var/faq.db</a></li>
</ul>
<div id="served-help">
<p>Where one of them can be read, put a file named <code>.htaccess</code> with this line into the folder:</p>
<pre><code>Require all denied</code></pre>
<p>A server that knows no <code>.htaccess</code>, such as nginx or lighttpd, needs a rule of its own; the README has one for each.</p>
</div>
<script src="{{INDEX_URL}}doctor.js" defer></script>
{{/HAS_HOME_PATH}}
</div>

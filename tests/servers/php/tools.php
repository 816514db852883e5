<?php
// What a test does at the site itself: php tools.php WWW COMMAND [JSON], answers with one JSON document.
[, $www, $command] = $argv;
$wish = json_decode($argv[3] ?? '{}', true);
$site = parse_url(getenv('SMMDESK_SITE_URL'));
$_SERVER += [
    'HTTP_HOST' => "{$site['host']}:{$site['port']}",
    'SERVER_NAME' => $site['host'],
    'SERVER_PROTOCOL' => 'HTTP/1.1',
    'REQUEST_METHOD' => 'GET',
    'REQUEST_URI' => '/',
    'REMOTE_ADDR' => '127.0.0.1',
];
if ($command === 'install') {
    define('WP_INSTALLING', true);
}
require "$www/wp-load.php";

/** A fresh site with one person per role, in a time zone that is not UTC. */
function install(): array
{
    require_once ABSPATH . 'wp-admin/includes/upgrade.php';
    wp_install('The test site', 'admin', 'admin@example.test', true, '', 'admin-password');
    update_option('timezone_string', 'Europe/Rome');
    update_option('comment_moderation', 0);
    update_option('comment_previously_approved', 0);
    foreach (['editor', 'author', 'contributor', 'subscriber'] as $role) {
        $person = ['user_login' => $role, 'user_pass' => "$role-password", 'user_email' => "$role@example.test", 'role' => $role];
        wp_insert_user($person);
    }
    permalinks('/%year%/%monthnum%/%day%/%postname%/');
    clear();
    return ['version' => get_bloginfo('version')];
}

function permalinks(string $structure): array
{
    global $wp_rewrite;
    $wp_rewrite->set_permalink_structure($structure);
    $wp_rewrite->flush_rules(false);
    return [];
}

function application_password(string $role, string $name): array
{
    $made = WP_Application_Passwords::create_new_application_password(get_user_by('login', $role)->ID, ['name' => $name]);
    if (is_wp_error($made)) {
        throw new RuntimeException($made->get_error_message());
    }
    return ['password' => WP_Application_Passwords::chunk_password($made[0]), 'uuid' => $made[1]['uuid']];
}

/** The moment of a scheduled post comes: its date moves to just now, and the site's clockwork knows it. */
function make_due(int $id): array
{
    global $wpdb;
    $due = time() - 2;
    $gmt = gmdate('Y-m-d H:i:s', $due);
    $wpdb->update($wpdb->posts, ['post_date_gmt' => $gmt, 'post_date' => get_date_from_gmt($gmt)], ['ID' => $id]);
    clean_post_cache($id);
    wp_clear_scheduled_hook('publish_future_post', [$id]);
    wp_schedule_single_event($due, 'publish_future_post', [$id]);
    return [];
}

function clear(): array
{
    $all = ['post_type' => ['post', 'page', 'attachment'], 'post_status' => 'any,trash,auto-draft', 'fields' => 'ids', 'numberposts' => -1];
    $every = array_merge(get_posts(['post_status' => ['any', 'trash', 'auto-draft', 'inherit']] + $all), []);
    foreach ($every as $id) {
        wp_delete_post($id, true);
    }
    foreach (get_terms(['taxonomy' => ['post_tag', 'category'], 'hide_empty' => false]) as $term) {
        if ($term->term_id !== (int) get_option('default_category')) {
            wp_delete_term($term->term_id, $term->taxonomy);
        }
    }
    return ['deleted' => count($every)];
}

function unlock_cron(): array
{
    delete_transient('doing_cron');
    return [];
}

add_filter('pre_wp_mail', '__return_true');
$answer = match ($command) {
    'install' => install(),
    'permalinks' => permalinks($wish['structure']),
    'application_password' => application_password($wish['role'], $wish['name']),
    'make_due' => make_due($wish['id']),
    'clear' => clear(),
    'unlock_cron' => unlock_cron(),
};
echo json_encode($answer), "\n";

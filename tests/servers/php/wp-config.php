<?php
// The settings of one test site; its folder and address come from the environment.
$folder = getenv('SMMDESK_SITE_FOLDER');
$url = getenv('SMMDESK_SITE_URL');

define('DB_NAME', 'wordpress');
define('DB_USER', 'unused');
define('DB_PASSWORD', 'unused');
define('DB_HOST', 'unused');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('DB_DIR', "$folder/database");
define('DB_FILE', 'site.sqlite');

define('WP_HOME', $url);
define('WP_SITEURL', $url);
define('WP_ENVIRONMENT_TYPE', getenv('SMMDESK_SITE_ENVIRONMENT') ?: 'local'); // local: application passwords over plain http
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_ACCESSIBLE_HOSTS', '127.0.0.1');
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEBUG', false);

foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $use) {
    define("{$use}_KEY", "key of $use for tests");
    define("{$use}_SALT", "salt of $use for tests");
}
$table_prefix = 'wp_';
defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
